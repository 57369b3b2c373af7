// Beside the routes: what the desk's pages take and answer that give money back or hold it anew.
internal import HTTPServer

extension RouteDoc {
    static let adminRefundRequests = RouteDoc.admin(
        "adminRefundRequests", "Refund requests, the newest first", query: AdminRefundsQuery.Shape.shape,
        answers: [.text("text/html", "The page.")])
    static let adminRefundRequest = RouteDoc.admin(
        "adminRefundRequest", "One refund request, and what each decision comes to",
        path: .recordID("refund request"), query: PartQuery.Shape.shape,
        answers: [.text("text/html", "The page, whose forms do just that.")])
    static let adminApproveRefund = action(
        "adminApproveRefund", "Approves a refund request, all or a part", AdminRefundForm.Shape.shape,
        of: "refund request")
    static let adminRejectRefund = action(
        "adminRejectRefund", "Rejects a refund request", AdminRejectForm.Shape.shape, of: "refund request")

    static let adminEvidenceText = RouteDoc.admin(
        "adminEvidenceText", "What is known of a payment, for a bank that disputes it",
        path: .recordID("payment"), answers: [.text("text/plain", "The facts, as a file.")])
    static let adminEvidenceJSON = RouteDoc.admin(
        "adminEvidenceJSON", "The same for programs", path: .recordID("payment"),
        answers: [.json(.ok, "The facts, as a file.", EvidenceSheet.schema)])

    static let adminRefundBookingPage = confirm(
        "adminRefundBookingPage", "Says what goes back of a lesson's payment", query: PartQuery.Shape.shape)
    static let adminRefundBooking = action(
        "adminRefundBooking", "Gives back what was captured for a lesson, all or a part",
        AdminRefundForm.Shape.shape)
    static let adminRenewPage = confirm(
        "adminRenewPage", "Says until when a hold stands, and until when another would")
    static let adminRenew = action(
        "adminRenew", "Puts a new hold in the place of one that ends soon", AdminActionForm.Shape.shape)
    static let adminAuthorizePage = confirm("adminAuthorizePage", "Says what a hold would reserve")
    static let adminAuthorize = action(
        "adminAuthorize", "Places a hold that is due, or tries a declined one again",
        AdminActionForm.Shape.shape)

    static let adminCancelPaymentPage = confirm(
        "adminCancelPaymentPage", "Says what is released of another service's payment", of: "payment")
    static let adminCancelPayment = action(
        "adminCancelPayment", "Gives all of another service's payment back", AdminActionForm.Shape.shape,
        of: "payment")
    static let adminRefundPaymentPage = confirm(
        "adminRefundPaymentPage", "Says what goes back of another service's payment",
        query: PartQuery.Shape.shape, of: "payment")
    static let adminRefundPayment = action(
        "adminRefundPayment", "Gives back what was collected for another service, all or a part",
        AdminPartForm.Shape.shape, of: "payment")
}

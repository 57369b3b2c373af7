// On a request's way: the routes of the desk that give money back or hold it anew, each after a page that says so.
internal import HTTPServer

extension Routes {
    static let adminMoney: [Endpoint] = [
        Endpoint(.get, "/admin/refund-requests", .adminRefundRequests) { $0.admin.refundRequests },
        Endpoint(.get, "/admin/refund-requests/:id", .adminRefundRequest) { $0.admin.refundRequest },
        Endpoint(.post, "/admin/refund-requests/:id/approve", .adminApproveRefund) { $0.admin.approveRefund },
        Endpoint(.post, "/admin/refund-requests/:id/reject", .adminRejectRefund) { $0.admin.rejectRefund },

        Endpoint(.get, "/admin/payments/:id/evidence.txt", .adminEvidenceText) { $0.admin.evidenceText },
        Endpoint(.get, "/admin/payments/:id/evidence.json", .adminEvidenceJSON) { $0.admin.evidenceJSON },

        Endpoint(.get, "/admin/bookings/:id/refund", .adminRefundBookingPage) {
            $0.admin.refundBookingConfirm
        },
        Endpoint(.post, "/admin/bookings/:id/refund", .adminRefundBooking) { $0.admin.refundBooking },
        Endpoint(.get, "/admin/bookings/:id/renew", .adminRenewPage) { $0.admin.renewConfirm },
        Endpoint(.post, "/admin/bookings/:id/renew", .adminRenew) { $0.admin.renew },
        Endpoint(.get, "/admin/bookings/:id/authorize", .adminAuthorizePage) { $0.admin.authorizeConfirm },
        Endpoint(.post, "/admin/bookings/:id/authorize", .adminAuthorize) { $0.admin.authorize },

        Endpoint(.get, "/admin/payments/:id/cancel", .adminCancelPaymentPage) {
            $0.admin.cancelPaymentConfirm
        },
        Endpoint(.post, "/admin/payments/:id/cancel", .adminCancelPayment) { $0.admin.cancelPayment },
        Endpoint(.get, "/admin/payments/:id/refund", .adminRefundPaymentPage) {
            $0.admin.refundPaymentConfirm
        },
        Endpoint(.post, "/admin/payments/:id/refund", .adminRefundPayment) { $0.admin.refundPayment },
    ]
}

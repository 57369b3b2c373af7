// On a request's way: who wants their money back, and what the house says to it.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

/// `POST /api/payments/refund-requests/`
struct RefundRequestForm {
    let payment: Int64
    /// In cents; nil for all that is left.
    let amount: Int64?
    let reason: String

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "RefundRequest"

        let payment = FormField.recordID("payment_id", "Of which payment.", example: 123)
        let amount = FormField.decimal(
            "amount", "How much, in dollars; all that is left without it.", example: "12.50"
        ).optional
        let reason = FormField.text("reason", "Why.", charactersMax: 1000, example: "I fell ill.")
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        payment = try form.payment
        amount = try form.amount?.money(in: .usd).minorUnits
        reason = try form.reason
    }
}

/// `POST /api/payments/refund-requests/:id/process/`
struct RefundDecisionForm {
    enum Action: String, CaseIterable {
        case approve
        case reject
    }

    let action: Action
    /// In cents; nil for what was asked for.
    let amount: Int64?
    let notes: String?

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "RefundDecision"

        let action = FormField<Action>.word("action", "What the house says to it.", example: .approve)
        let amount = FormField.decimal(
            "amount", "How much is given back, in dollars; what was asked for without it.", example: "12.50"
        ).optional
        let notes = FormField.text(
            "notes", "What is said to it.", charactersMax: 1000, example: "The teacher was late."
        ).optional.shown
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        action = try form.action
        amount = try form.amount?.money(in: .usd).minorUnits
        notes = try form.notes
        guard action == .approve || amount == nil else {
            throw .unfit(form.fieldName(\.amount), "is for an approval: leave it out.")
        }
    }
}

/// `GET /api/payments/refund-requests/`
struct RefundRequestQuery {
    let status: RefundRequest.Status?
    let page: PageQuery

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "RefundRequestQuery"

        let status = FormField<RefundRequest.Status>.word("status", "Only those.", example: .pending).optional
        let page = PageQuery.Part()
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        status = try form.status
        page = try PageQuery(form.page)
    }

    static let pageSchema = ListPage<RefundRequest>.schema("RefundRequestPage", "results", of: .refundRequest)

    /// - Parameter found: one more than fits when there are more.
    func page(_ found: [RefundRequest]) -> Response {
        ListPage(found, page) { $0.id }.response(
            "results", path: "/api/payments/refund-requests/",
            filter: [(Shape.shape.status.name, status?.rawValue)]
        ) { $0.object($1) }
    }
}

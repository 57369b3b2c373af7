// On a desk request's way: what the forms carry that give money back.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

/// What goes back, and what is said to it.
struct AdminRefundForm {
    let key: String
    /// In minor units.
    let amount: Int64
    /// nil when nothing was said.
    let note: String?

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "AdminRefund"

        let action = AdminActionPart()
        let amount = FormField.cents("amount_cents", "How much goes back.", example: 1250)
        let note = FormField.adminNote
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        key = try form.action.key
        amount = try form.amount
        note = try form.note.nonEmpty
    }
}

struct AdminRejectForm {
    let key: String
    /// nil when nothing was said.
    let note: String?

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "AdminReject"

        let action = AdminActionPart()
        let note = FormField.adminNote
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        key = try form.action.key
        note = try form.note.nonEmpty
    }
}

/// `GET /admin/refund-requests`
struct AdminRefundsQuery {
    let status: RefundRequest.Status
    let page: PageQuery

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "AdminRefundsQuery"

        let status = FormField<RefundRequest.Status>.word("status", "Those that stand so.", example: .pending)
            .otherwise(.pending, .string(RefundRequest.Status.pending.rawValue))
        let page = PageQuery.Part()
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        status = try form.status
        page = try PageQuery(form.page)
    }
}

extension FormField where Value == String {
    fileprivate static var adminNote: FormField {
        lines("note", "What is said to it.", charactersMax: 500, example: "The teacher was late.")
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}

// On the way of a list of payments: which ones are asked for, and the way to those behind them.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

/// The query of `GET /payments`.
struct PaymentQuery {
    let filter: ServicePaymentFilter
    let page: PageQuery

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "PaymentQuery"

        let email = FormField<EmailAddress>.email("email", example: "foo@example.com").optional
        let status = FormField<PaymentStatus>.word("status", "Only those.", example: .authorized).optional
        let page = PageQuery.Part()
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        filter = ServicePaymentFilter(email: try form.email?.text, status: try form.status)
        page = try PageQuery(form.page)
    }
}

extension PaymentQuery {
    static let pageSchema = ListPage<ServiceAnswer>.schema("PaymentPage", "payments", of: .servicePayment)

    /// - Parameter found: one more than fits when there are more.
    func page(_ found: [ServiceAnswer]) -> Response {
        let names = Shape.shape
        return ListPage(found, page) { $0.payment.id }.response(
            "payments", path: "/payments",
            filter: [
                (names.email.name, filter.email.map(PercentEncoding.encode)),
                (names.status.name, filter.status?.rawValue),
            ]
        ) { writer, payment in
            writer.beginObject()
            writer.members(payment)
            writer.endObject()
        }
    }
}

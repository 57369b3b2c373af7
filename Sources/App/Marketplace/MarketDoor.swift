// On a request's way: the marketplace. Each route makes a form, one call of the service, and a body.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

struct MarketDoor: Sendable {
    let market: Marketplace
    /// Scheme, host and port of the server, for who comes back from Stripe's pages.
    let origin: String
    let clock: WallClock
    private let viewers: BookingViewers
    private let problems: MarketProblems

    init(_ market: Marketplace, viewers: BookingViewers, origin: String, clock: WallClock, log: Log) {
        self.market = market
        self.viewers = viewers
        self.origin = origin
        self.clock = clock
        problems = MarketProblems(log: log)
    }

    /// `POST /api/payments/add-payment-method/`
    @Sendable func addCard(_ request: Request, _ caller: Caller) async -> Response {
        await answeringStudent(request, caller) { student in
            let form = try AddCardForm(try FormReader(jsonOf: request))
            let card = try await market.addCard(form.source, saves: form.saves, of: student)
            return .api(
                .ok,
                .object { writer in
                    writer.succeeded("Payment method added successfully")
                    writer.members(card)
                })
        }
    }

    /// `GET /api/payments/payment-methods/`
    @Sendable func cards(_ request: Request, _ caller: Caller) async -> Response {
        await answeringStudent(request, caller) { student in
            let cards = try await market.savedCards(of: student)
            return .api(
                .ok,
                .object { writer in
                    writer.name("results")
                    writer.beginArray()
                    for card in cards { writer.object(card) }
                    writer.endArray()
                })
        }
    }

    /// `DELETE /api/payments/payment-methods/:id/`
    @Sendable func removeCard(_ request: Request, _ caller: Caller) async -> Response {
        await answeringStudent(request, caller) { student in
            try await market.removeCard(try request.recordID(of: "payment method"), of: student)
            return .api(.ok, .object { $0.succeeded("Payment method removed successfully") })
        }
    }

    /// `POST /api/payments/process-payment/`
    @Sendable func pay(_ request: Request, _ caller: Caller) async -> Response {
        await answeringStudent(request, caller) { student in
            let form = try PayGigForm(try FormReader(jsonOf: request))
            // The same order at either of the route's paths.
            let identity = try RequestIdentity(
                request, caller, digesting: Array("process-payment\n".utf8) + form.content)
            let asked = GigRequest(identity, viewer: .student(student)) { MarketReply.paid.render($0) }
            return try await market.processPayment(form.order, of: student, asked).marketResponse
        }
    }

    /// `GET /api/payments/payments/`: the newest first, by pages.
    @Sendable func payments(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { viewer in
            let query = try GigPaymentQuery(try FormReader(queryOf: request))
            return query.page(
                try await market.payments(
                    for: viewer, after: query.page.cursor, limit: query.page.limit + 1))
        }
    }

    /// `GET /api/payments/payments/:id/`
    @Sendable func payment(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { viewer in
            let answer = try await market.payment(try request.recordID(of: "payment"), for: viewer)
            return .api(.ok, .object { $0.members(answer) })
        }
    }
}

// MARK: What the routes share

extension MarketDoor {
    func answering(
        _ request: Request, _ caller: Caller, _ answer: (BookingViewer) async throws -> Response
    ) async -> Response {
        do {
            return try await answer(try await viewers.viewer(caller))
        } catch {
            return problems.answer(error, request)
        }
    }

    /// Of a route that takes nobody but students.
    private func answeringStudent(
        _ request: Request, _ caller: Caller, _ answer: (Int64) async throws -> Response
    ) async -> Response {
        await answering(request, caller) { viewer in
            guard case .student(let student) = viewer else { throw ViewerFailure.nobody }
            return try await answer(student)
        }
    }
}

/// `GET /api/payments/payments/`
struct GigPaymentQuery {
    let page: PageQuery

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "GigPaymentQuery"

        let page = PageQuery.Part()
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        page = try PageQuery(form.page)
    }

    static let pageSchema = ListPage<GigAnswer>.schema("GigPaymentPage", "results", of: .gigPayment)

    /// - Parameter found: one more than fits when there are more.
    func page(_ found: [GigAnswer]) -> Response {
        ListPage(found, page) { $0.payment.id }.response(
            "results", path: "/api/payments/payments/", filter: []
        ) { writer, payment in
            writer.beginObject()
            writer.members(payment)
            writer.endObject()
        }
    }
}

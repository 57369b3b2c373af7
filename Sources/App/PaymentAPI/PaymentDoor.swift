// On a request's way: payments of other services. Each route makes a form, one call of the service, and a body.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

struct PaymentDoor: Sendable {
    let payments: ServicePayments
    private let problems: BookingProblems

    init(_ payments: ServicePayments, log: Log) {
        self.payments = payments
        problems = BookingProblems(log: log)
    }

    /// `PUT /payment`: a payment is told of. The same token again is the same payment.
    @Sendable func put(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request) {
            let form = try ChargeForm(try FormReader(jsonOf: request))
            return try await payments.put(form.charge, try asking(request, caller, .told)).response
        }
    }

    /// `GET /payment/:id`.
    @Sendable func one(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request) {
            let answer = try await payments.payment(named: request.paymentName)
            return .api(.ok, .object { $0.members(answer) })
        }
    }

    /// `GET /payments`: the newest first, by pages.
    @Sendable func list(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request) {
            let query = try PaymentQuery(try FormReader(queryOf: request))
            let found = try await payments.payments(
                query.filter, after: query.page.cursor, limit: query.page.limit + 1)
            return query.page(found)
        }
    }

    /// `POST /payment/:id/complete`: what is held is collected.
    @Sendable func complete(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request) {
            let amount = try await part(request)
            return try await payments.complete(
                request.paymentName, amount: amount, try asking(request, caller, .changed)
            ).response
        }
    }

    /// `POST /payment/:id/cancel`: all is given back.
    @Sendable func cancel(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request) {
            try await payments.cancel(request.paymentName, try asking(request, caller, .changed)).response
        }
    }

    /// `POST /payment/:id/refund`: some of what was collected is given back, or all.
    @Sendable func refund(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request) {
            let amount = try await part(request)
            return try await payments.refund(
                request.paymentName, amount: amount, try asking(request, caller, .changed)
            ).response
        }
    }
}

// MARK: What the routes share

extension PaymentDoor {
    func answering(_ request: Request, _ answer: () async throws -> Response) async -> Response {
        do {
            return try await answer()
        } catch {
            return problems.answer(error, request)
        }
    }

    func asking(
        _ request: Request, _ caller: Caller, _ reply: PaymentReply
    ) throws(FormFailure) -> ServiceRequest {
        ServiceRequest(try RequestIdentity(request, caller)) { reply.render($0, request) }
    }

    /// How many decimals an amount may have is for the payment's currency to say.
    private func part(_ request: Request) async throws -> Int64? {
        let form = try FormReader<PaymentPartForm.Shape>(jsonOf: request)
        guard try form.isGiven(\.amount) else { return nil }
        let payment = try await payments.payment(named: request.paymentName).payment
        return try PaymentPartForm(form, of: payment.currency).amount
    }
}

extension Request {
    /// The path's one parameter. What is no name of a payment names nothing.
    fileprivate var paymentName: String { parameters.first ?? "" }
}

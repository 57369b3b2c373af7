// On a request's way: the three routes of an airline's booking service, which the payment door answers in its words.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

/// `POST /charge`, `/capture` and `/refund` as the callers of aws-samples/aws-serverless-airline-booking send them.
/// What they read of an answer stands inside Stripe's own objects.
struct AirlineDoor: Sendable {
    private let payments: ServicePayments
    private let problems: BookingProblems

    init(_ payments: ServicePayments, log: Log) {
        self.payments = payments
        problems = BookingProblems(log: log)
    }

    /// Holds the amount: `{"createdCharge": <Charge, not captured>}`.
    @Sendable func charge(_ request: Request) async -> Response {
        await answering(request, "createdCharge") {
            let form = try ChargeForm(try FormReader(jsonOf: request))
            let done = try await payments.put(form.charge, try asking(request))
            guard done.status == Status.ok.code else { throw Unfinished(answer: done) }
            return try await payments.originalCharge(ofPayment: done.body)
        }
    }

    /// Collects it: `{"capturedCharge": <Charge>}`.
    @Sendable func capture(_ request: Request) async -> Response {
        await answering(request, "capturedCharge") {
            let name = try await payments.name(ofCharge: try Self.chargeID(request))
            let done = try await payments.complete(name, amount: nil, try asking(request))
            guard done.status == Status.ok.code else { throw Unfinished(answer: done) }
            return try await payments.originalCharge(ofPayment: name)
        }
    }

    /// Gives it back: `{"createdRefund": <Refund>}`.
    @Sendable func refund(_ request: Request) async -> Response {
        await answering(request, "createdRefund") {
            let name = try await payments.name(ofCharge: try Self.chargeID(request))
            let done = try await payments.refund(name, amount: nil, try asking(request))
            guard done.status == Status.ok.code else { throw Unfinished(answer: done) }
            return try await payments.originalRefund(ofPayment: name)
        }
    }

    /// Refused, or not finished yet: answered as the payment door does.
    private struct Unfinished: Error {
        let answer: KeptAnswer
    }

    /// A 200 has the payment's name for its text, which only this file reads.
    private func asking(_ request: Request) throws(FormFailure) -> ServiceRequest {
        let identity = RequestIdentity(
            caller: "airline", key: nil, requestHash: Hex.encode(Digest.sha256(request.body)))
        return ServiceRequest(identity) { answer in
            guard answer.result == .done else { return PaymentReply.changed.render(answer, request) }
            return KeptAnswer(status: Status.ok.code, body: answer.service.name)
        }
    }

    private func answering(
        _ request: Request, _ name: StaticString, _ original: () async throws -> [UInt8]
    ) async -> Response {
        do {
            let object = try await original()
            let body = [UInt8].object { writer in
                writer.name(name)
                writer.raw(object)
            }
            return .api(.ok, body)
        } catch let unfinished as Unfinished {
            return unfinished.answer.response
        } catch {
            return problems.answer(error, request)
        }
    }

    private static func chargeID(_ request: Request) throws(FormFailure) -> ChargeID {
        try FormReader<ChargeIDForm>(jsonOf: request).charge
    }
}

struct ChargeIDForm: FormShape {
    static let shape = ChargeIDForm()
    static let title = "ChargeID"

    let charge = FormField<ChargeID>.stripeID(
        "chargeId", "createdCharge.id of /charge.", example: "ch_3MmlLrLkdIwHu7ix0snN0B15")
}

extension RouteDoc {
    static let airlineCharge = airline(
        "airlineCharge", "Hold an amount", .json(ChargeForm.Shape.shape), "createdCharge",
        .openObject(["id": .string, "object": .constant("charge"), "captured": .constant(false)]))

    static let airlineCapture = airline(
        "airlineCapture", "Collect what /charge held", .json(ChargeIDForm.shape), "capturedCharge",
        .openObject([
            "id": .string, "object": .constant("charge"), "amount": .cents, "receipt_url": .string.orNull,
        ]))

    static let airlineRefund = airline(
        "airlineRefund", "Give back what /capture collected", .json(ChargeIDForm.shape), "createdRefund",
        .openObject(["id": .string, "object": .constant("refund")]))

    private static func airline(
        _ id: String, _ summary: String, _ body: RequestBody, _ member: String, _ object: JSONSchema
    ) -> RouteDoc {
        RouteDoc(
            id, .payments, summary,
            "For callers of the airline sample. On loopback, AIRLINE_ROUTES_OPEN=yes takes it without a token.",
            body: body,
            answers: [
                .json(
                    .ok, "Stripe's own object.",
                    .object(JSONSchema.Properties([(name: member, schema: object)]))),
                .json(
                    .accepted, "Stripe has not answered yet; it will be finished: look it up later.",
                    .servicePaymentUnderWay),
            ],
            failures: .movingPayment + [RouteFailure(.notFound, "There is no payment with this charge.")])
    }
}

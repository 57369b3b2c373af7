// On an answer's way: what came of a move of money at the marketplace, as it is kept and as it goes out.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

/// Which answer a route gives when all went well.
enum MarketReply {
    case paid
    case answered(GigAction)

    func render(_ answer: GigAnswer) -> KeptAnswer {
        switch answer.result {
        case .done: KeptAnswer(.ok, body(doneText, answer))
        case .underWay: KeptAnswer(.accepted, body(Self.underWayText, answer))
        // The house learns it with the first student who pays, whose card is left alone.
        case .refused(let refusal) where refusal.code == MovementRefusal.transferImpossible:
            KeptAnswer(.gigUnavailable)
        case .refused(let refusal): .refused(refusal)
        }
    }

    private func body(_ message: String, _ answer: GigAnswer) -> [UInt8] {
        .object { writer in
            writer.succeeded(message)
            switch self {
            case .paid: writer.members(paymentOf: answer)
            case .answered: writer.members(answer)
            }
        }
    }

    private var doneText: String {
        switch self {
        case .paid: "Payment processed successfully"
        case .answered(.confirm): "Booking confirmed successfully"
        case .answered(.decline): "Booking declined successfully"
        case .answered(.start): "Lesson started successfully"
        }
    }

    static let underWayText =
        "Stripe has not answered yet. What was asked for is written down and will be finished: look it up later."
}

extension DecidedRefund {
    var kept: KeptAnswer {
        switch result {
        case .done: KeptAnswer(.ok, body(doneText))
        case .underWay: KeptAnswer(.accepted, body(MarketReply.underWayText))
        case .refused(let refusal): .refused(refusal)
        }
    }

    private func body(_ message: String) -> [UInt8] {
        .object { writer in
            writer.succeeded(message)
            writer.name("refund_request")
            writer.object(request)
        }
    }

    private var doneText: String {
        switch request.status {
        case .rejected: "Refund request rejected"
        case .pending, .approved, .refunded: "Refund request approved"
        }
    }
}

extension KeptAnswer {
    /// A card's no is 402, any other 409.
    fileprivate static func refused(_ refusal: MovementRefusal) -> KeptAnswer {
        KeptAnswer(
            refusal.isDecline
                ? MarketErrorBody(cardRefusedWith: refusal.code, refusal.message)
                : MarketErrorBody(.conflict, refusal.message, .init(code: refusal.code)))
    }

    fileprivate init(_ error: MarketErrorBody) { self.init(error.status, error.bytes) }

    /// As it goes out at the marketplace's door, the first time and every other.
    var marketResponse: Response {
        var response = Response.api(Status(code: status), Array(body.utf8))
        if isReplayed { response.add("Idempotent-Replayed", FieldValue(constant: "true")) }
        return response
    }
}

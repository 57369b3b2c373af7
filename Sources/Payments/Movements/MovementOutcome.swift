// On the way back of a move of money: what came of the call.
internal import Basics
internal import StripeClient

/// What is known after Stripe was asked.
enum MovementOutcome: Sendable {
    /// The intent as it is now; of a refund, the refund too.
    case truth(IntentTruth, refund: RefundID? = nil, requestID: String?)
    /// Stripe said no for good.
    case refused(MovementRefusal)
    /// Stripe may have acted; the same question later tells.
    case unknown(String)
    /// It was looked for, so late that it cannot come any more, and is not there.
    case absent
    /// Nothing was moved: the teacher's account has less than their part of what is to go back.
    case teacherShort
}

/// Why Stripe said no; `message` may be shown to the card's owner.
package struct MovementRefusal: Sendable, Equatable {
    package let code: String
    package let message: String
    /// The card's bank said no, rather than Stripe: another card may do.
    package let isDecline: Bool
    package let requestID: String?

    package init(code: String, message: String, isDecline: Bool, requestID: String?) {
        self.code = code
        self.message = message
        self.isDecline = isDecline
        self.requestID = requestID
    }
}

extension MovementRefusal {
    /// A gig's teacher cannot be paid just now, whatever Stripe's reason; the code is Stripe's for most of them.
    package static let transferImpossible = "insufficient_capabilities_for_transfer"

    init(_ refusal: StripeRefusal) {
        let isDecline = refusal.type == "card_error"
        self.init(
            code: refusal.isTransferImpossible
                ? Self.transferImpossible : refusal.declineCode ?? refusal.code ?? refusal.type,
            message: refusal.message ?? "Stripe refused the request.", isDecline: isDecline,
            requestID: refusal.requestID)
    }
}

extension MovementOutcome {
    /// Of a call that failed. Only a definite no is one.
    init(_ failure: StripeFailure) {
        self =
            switch failure {
            case .refused(let refusal): .refused(MovementRefusal(refusal))
            case .idempotencyConflict: .unknown("the idempotency key was used for something else")
            case .inProgress: .unknown("the same request is under way already")
            case .rateLimited: .unknown("rate limited")
            case .keyRefused(let status, _): .unknown("Stripe refused the secret key with \(status)")
            case .unreachable(let reason): .unknown("Stripe cannot be reached: \(reason)")
            case .broken(let breakage): .unknown("no usable answer: \(breakage.reason)")
            case .faultReplayed(let breakage): .unknown("Stripe replays its fault: \(breakage.reason)")
            case .timedOut: .unknown("no answer in time")
            }
    }
}

extension MovementOutcome {
    /// Of Stripe's answer, by Stripe's own name for it; nil without one.
    var requestID: String? {
        switch self {
        case .truth(_, _, let id): id
        case .refused(let refusal): refusal.requestID
        case .unknown, .absent, .teacherShort: nil
        }
    }
}

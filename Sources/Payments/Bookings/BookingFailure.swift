// On a booking request's way back: why it failed, by what the caller can do. Status codes are the front door's.
internal import Basics
package import PaymentRules
internal import Store
internal import StripeClient

/// Each has a code for programs, a text for the caller, and what the log needs.
package enum BookingFailure: Error, Sendable {
    /// Not there, or not the caller's: the two are not told apart.
    case notFound(String)
    /// What was asked for names something that is not there or does not fit.
    case invalid(field: String, code: String, String)
    /// The booking, its payment or the instructor's day do not allow it.
    case conflict(code: String, String)
    /// The caller's Idempotency-Key belongs to another request.
    case keyReused
    /// A request with the caller's Idempotency-Key still runs.
    case keyInFlight
    /// A card that was to be saved was declined, or Stripe failed before anything was written down.
    case stripe(LessonFailure)
    /// Nothing was done.
    case unavailable(reason: String)
    /// What is kept contradicts itself; the text is for the log.
    case broken(reason: String)
}

extension BookingFailure {
    package var code: String {
        switch self {
        case .notFound: "not_found"
        case .invalid(_, let code, _), .conflict(let code, _): code
        case .keyReused: "idempotency_key_reused"
        case .keyInFlight: "idempotency_key_in_use"
        case .stripe(let failure): failure.code
        case .unavailable: "store_unavailable"
        case .broken: "internal_error"
        }
    }

    package var message: String {
        switch self {
        case .notFound(let what): "There is no such \(what)."
        case .invalid(_, _, let text), .conflict(_, let text): text
        case .keyReused:
            "This Idempotency-Key was already used with another request. Nothing was done. Use a new key."
        case .keyInFlight:
            "An earlier request with this Idempotency-Key is still running. Send it again in a moment."
        case .stripe(let failure): failure.message
        case .unavailable: "The database cannot be used just now. Nothing was done; try again in a moment."
        case .broken: "Something failed here that should not have."
        }
    }

    package var logText: String {
        switch self {
        case .notFound, .invalid, .conflict, .keyReused, .keyInFlight: message
        case .stripe(let failure): failure.logText
        case .unavailable(let reason), .broken(let reason): reason
        }
    }

    package static func refused(_ refusal: ActionRefusal) -> BookingFailure {
        .conflict(code: refusal.rawValue, refusal.text)
    }

    init(_ failure: StoreFailure) {
        self =
            switch failure {
            case .unavailable(let reason), .outcomeUnknown(let reason): .unavailable(reason: reason)
            case .constraint(let text), .malformed(let text): .broken(reason: text)
            }
    }
}

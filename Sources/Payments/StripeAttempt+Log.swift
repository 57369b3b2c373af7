// Beside the way to Stripe: a line for each attempt, for who looks for a fault.
internal import Basics
internal import StripeClient

extension StripeAttempt {
    /// The endpoint's template, and nothing of what was sent or answered but Stripe's own name for it.
    func write(_ line: inout JSONWriter) {
        if let id = RequestTrace.id { line.member("request_id", id) }
        line.member("method", method.rawValue)
        line.member("endpoint", endpoint.template)
        line.member("attempt", retry + 1)
        if let status { line.member("status", status) }
        if let requestID { line.member("stripe_request_id", requestID) }
        switch decision {
        case .retry(let reason): line.member("again", reason.rawValue)
        case .stop(let reason): line.member("end", reason.rawValue)
        }
        line.member("milliseconds", milliseconds)
    }
}

// On a lesson request's way: the idempotency keys that its calls to Stripe carry.
internal import Basics
internal import StripeClient

/// Makes the same keys for the same request sent again, so that Stripe answers what it answered before.
///
/// The parts are the endpoint's *template* and nothing of the request's body: the same caller's key with another
/// intent or amount then meets Stripe's own check and is refused, rather than becoming a second request.
struct LessonKeys: Sendable {
    /// nil: nothing is known that a repetition would share.
    private let seed: [String]?

    init(callerKey: String?, route: String) {
        seed = callerKey.map { [$0, route] }
    }

    /// For a caller without a key, where two equal requests at once are surely one meant twice: both find the same
    /// state, and so make the same key. The newest refund tells a state from an earlier one with the same amount.
    init(refunding intent: PaymentIntent, amount: Int64) {
        let charge = intent.latestCharge
        let newest = charge?.newestRefund?.id.text ?? ""
        seed = ["refund-lesson", intent.id.text, String(amount), String(charge?.amountRefunded ?? 0), newest]
    }

    /// nil without a seed: the client then takes a random one. A phase is a new start after a definite no.
    func key(for endpoint: StripeEndpoint, phase: Int = 1) -> String? {
        guard let seed else { return nil }
        var bytes: [UInt8] = []
        for part in seed + [endpoint.template, String(phase)] {
            // With its length before it no part can be mistaken for another with a piece of its neighbour.
            bytes.append(contentsOf: "\(part.utf8.count):\(part)".utf8)
        }
        return "fermata-" + Hex.encode(Digest.sha256(bytes))
    }
}

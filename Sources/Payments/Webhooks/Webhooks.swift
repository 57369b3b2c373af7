// On an event's way from Stripe: the service that the route calls. Proves it, reads it, applies it.
package import Basics
internal import StripeClient

/// What Stripe tells of its own accord. Nothing in an event is believed but its type and the object's id: the object is
/// fetched afresh and the effect follows from what it is now, so an event that comes twice, late or before its
/// elders changes nothing (docs.stripe.com/webhooks, event ordering).
package struct Webhooks: Sendable {
    private let stripe: StripeClient
    /// Any of them will do, so that a secret can be rolled.
    private let secrets: [Secret]
    /// Of the secret key: events of the other mode speak of objects that it cannot see.
    private let isLive: Bool
    private let clock: WallClock

    package init(_ link: StripeLink, secrets: [Secret], isLive: Bool, clock: WallClock) {
        stripe = link.client
        self.secrets = secrets
        self.isLive = isLive
        self.clock = clock
    }

    /// - Parameters:
    ///   - payload: the body as it came, byte for byte.
    ///   - signature: the field `Stripe-Signature`.
    /// - Throws: `notApplied` when Stripe should send the event again.
    package func receive(
        _ payload: [UInt8], signature: String?
    ) async throws(WebhookFailure) -> WebhookReceipt {
        guard !secrets.isEmpty else { throw .noSecret }
        guard let signature else { throw .unsigned }
        do throws(WebhookSignatureFailure) {
            try WebhookSignature.verify(
                payload, header: signature, secrets: secrets, nowSeconds: clock.nowSeconds)
        } catch {
            throw WebhookFailure(error)
        }
        guard let event = StripeEvent(payload) else { throw .unreadable }
        let isApplied = event.isLive == isLive ? try await apply(event) : false
        return WebhookReceipt(event: event.id, type: event.type, isApplied: isApplied)
    }

    private func apply(_ event: StripeEvent) async throws(WebhookFailure) -> Bool {
        do throws(StripeFailure) {
            return try await AppliedEvent(event, stripe).run()
        } catch {
            if error.isResourceMissing {
                // What it speaks of is gone, and will not come back by being told again.
                return false
            }
            throw .notApplied(event: event.id, AccountFailure(error).problem.logText)
        }
    }
}

/// For the log.
package struct WebhookReceipt: Sendable {
    package let event: String
    package let type: String
    /// false: nothing here to do.
    package let isApplied: Bool
}

package enum WebhookFailure: Error, Sendable, Equatable {
    /// This server has no secret to prove events with.
    case noSecret
    case unsigned
    case malformedSignature
    case foreignSignature
    case oldSignature
    /// Stripe's, but no event.
    case unreadable
    /// To be sent again. The second text is for the log.
    case notApplied(event: String, String)

    fileprivate init(_ failure: WebhookSignatureFailure) {
        self =
            switch failure {
            case .malformed: .malformedSignature
            case .noMatch: .foreignSignature
            case .tooOld: .oldSignature
            }
    }
}

// On an event's way from Stripe: the service that the route calls. Proves it, keeps it, applies it.
internal import Basics
internal import Store
internal import StripeClient

/// What Stripe tells of its own accord. Nothing in an event is believed but its type and the object's id: the object is
/// fetched afresh and the effect follows from what it is now, so an event that comes twice, late or before its
/// elders changes nothing (docs.stripe.com/webhooks, event ordering).
///
/// What concerns the shop is kept, by its id, before it is answered; should it not be possible to apply it just now, a
/// job does later, and Stripe need not send it again.
package struct Webhooks: Sendable {
    private let intake: EventIntake
    /// Any of them will do, so that a secret can be rolled.
    private let secrets: [Secret]
    private let clock: WallClock

    init(_ intake: EventIntake, secrets: [Secret], clock: WallClock) {
        self.intake = intake
        self.secrets = secrets
        self.clock = clock
    }

    /// - Parameters:
    ///   - payload: the body as it came, byte for byte.
    ///   - signature: the field `Stripe-Signature`.
    /// - Throws: `notKept` when Stripe should send the event again.
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
        guard let json = try? JSON(payload), let event = Event(json) else { throw .unreadable }
        do {
            let outcome = try await intake.take(event)
            return WebhookReceipt(event: event.id.text, type: event.type, outcome: outcome)
        } catch {
            throw .notKept(event: event.id.text, "\(error)")
        }
    }
}

package enum EventOutcome: String, Sendable {
    /// The shop knows now what Stripe told.
    case applied
    /// Nothing here to do.
    case ignored
    /// Kept, and to be applied by a job.
    case postponed
}

/// For the log.
package struct WebhookReceipt: Sendable {
    package let event: String
    package let type: String
    package let outcome: EventOutcome
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
    case notKept(event: String, String)

    fileprivate init(_ failure: WebhookSignatureFailure) {
        self =
            switch failure {
            case .malformed: .malformedSignature
            case .noMatch: .foreignSignature
            case .tooOld: .oldSignature
            }
    }
}

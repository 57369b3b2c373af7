// On an event's way: what an event does here, told from the object that it names, as it is now.
internal import Basics
internal import Store
internal import StripeClient

struct EventEffect: Sendable {
    let stripe: StripeClient
    let movements: Movements

    private static let ofMoney: Set<String> = [
        "payment_intent.amount_capturable_updated", "payment_intent.canceled", "payment_intent.succeeded",
        "payment_intent.payment_failed", "charge.succeeded", "charge.captured", "charge.refunded",
        "charge.expired", "charge.updated", "charge.refund.updated", "refund.created", "refund.updated",
        "refund.failed",
    ]
    private static let ofCards: Set<String> = ["setup_intent.succeeded", "payment_method.attached"]
    private static let ofDisputes = "charge.dispute."

    static func isOfMoney(_ type: String) -> Bool { ofMoney.contains(type) || type.hasPrefix(ofDisputes) }

    static func concerns(_ type: String) -> Bool { isOfMoney(type) || ofCards.contains(type) }

    func bringAbout(_ event: KeptEvent) async throws -> SyncResult {
        guard Self.isOfMoney(event.type) else { return try await keepNewestCard(event) }
        guard let intent = event.intent.flatMap(PaymentIntentID.init) else { return .foreign }
        var dispute: DisputeTruth?
        if event.type.hasPrefix(Self.ofDisputes), let id = DisputeID(event.object) {
            let now = try await stripe.retrieveDispute(id, deadline: stripe.deadline()).object
            dispute = DisputeTruth(status: now.status, amount: now.amount ?? 0)
        }
        return try await movements.sync(
            intent: intent, reason: "told by Stripe: \(event.type)", event: event.id, dispute: dispute)
    }

    // MARK: Cards

    /// A card was saved, and perhaps the browser did not come back to say so.
    private func keepNewestCard(_ event: KeptEvent) async throws -> SyncResult {
        let deadline = stripe.deadline()
        guard let customer = try await customer(event, deadline) else { return .foreign }
        let kept = try await SavedCards(of: customer, stripe, deadline).keepNewest()
        return kept == nil ? .foreign : .done(isNews: true)
    }

    /// The shop's customer who has a card that was just saved. Another business may share the Stripe account: only what
    /// this shop marked is touched.
    private func customer(_ event: KeptEvent, _ deadline: Deadline) async throws(StripeFailure) -> CustomerID?
    {
        switch event.type {
        case "setup_intent.succeeded":
            guard let id = SetupIntentID(event.object) else { return nil }
            let setup = try await stripe.retrieveSetupIntent(id, deadline: deadline).object
            return setup.isSucceeded && CardSetup.isOurs(setup) ? setup.customer : nil
        case "payment_method.attached":
            guard let id = PaymentMethodID(event.object) else { return nil }
            let method = try await stripe.retrievePaymentMethod(id, expand: ["customer"], deadline: deadline)
                .object
            return method.customer?.metadata(SignUp.firstLessonKey) == nil ? nil : method.customerID
        default: return nil
        }
    }
}

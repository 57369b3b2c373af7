// On an event's way: what an event does here. A card was saved, and perhaps the browser did not come back to say so.
internal import Basics
internal import StripeClient

struct AppliedEvent {
    private let event: StripeEvent
    private let stripe: StripeClient

    init(_ event: StripeEvent, _ stripe: StripeClient) {
        self.event = event
        self.stripe = stripe
    }

    /// - Returns: false when the event is none of ours. Another business may share the Stripe account: only what this
    ///   shop marked is touched.
    func run() async throws(StripeFailure) -> Bool {
        let deadline = stripe.deadline()
        guard let customer = try await customer(deadline) else { return false }
        return try await SavedCards(of: customer, stripe, deadline).keepNewest() != nil
    }

    /// The shop's customer who has a card that was just saved.
    private func customer(_ deadline: Deadline) async throws(StripeFailure) -> CustomerID? {
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

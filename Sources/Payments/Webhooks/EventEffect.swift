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
    private static let disputeTypes: Set<String> = Set(
        ["created", "updated", "closed", "funds_withdrawn", "funds_reinstated"].map { ofDisputes + $0 })
    private static let ofSplits: Set<String> = [
        "transfer.updated", "transfer.reversed", "application_fee.refunded",
    ]
    private static let ofAccounts = "account.updated"
    private static let ofLostCards = "payment_method.detached"

    /// All that do something here, by name.
    static var types: Set<String> {
        ofMoney.union(disputeTypes).union(ofCards).union(ofSplits).union([ofAccounts, ofLostCards])
    }

    static func isOfMoney(_ type: String) -> Bool { ofMoney.contains(type) || type.hasPrefix(ofDisputes) }

    /// What house and teacher have of a gig's price has changed.
    static func isOfSplit(_ type: String) -> Bool { ofSplits.contains(type) }

    /// Of gigs: their teachers' accounts and parts, and the cards that students have saved for them.
    static func isOfMarketplace(_ type: String) -> Bool {
        isOfSplit(type) || type == ofAccounts || type == ofLostCards
    }

    static func concerns(_ type: String) -> Bool {
        isOfMoney(type) || isOfMarketplace(type) || ofCards.contains(type)
    }

    func bringAbout(_ event: KeptEvent) async throws -> SyncResult {
        let intent: PaymentIntentID?
        switch event.type {
        case Self.ofAccounts: return try await lookAtAccount(event)
        case Self.ofLostCards: return try await forgetCard(event)
        case let type where Self.isOfSplit(type):
            intent = try await movements.database.read { tx in try await tx.intent(ofGigCharge: event.object)
            }
        case let type where Self.isOfMoney(type): intent = event.intent.flatMap(PaymentIntentID.init)
        default: return try await keepNewestCard(event)
        }
        guard let intent else { return .foreign }
        var dispute: DisputeTruth?
        if event.type.hasPrefix(Self.ofDisputes), let id = DisputeID(event.object) {
            let now = try await stripe.retrieveDispute(id, deadline: stripe.deadline()).object
            dispute = DisputeTruth(
                status: now.status, amount: now.amount ?? 0,
                fee: now.balanceTransactions.compactMap(\.fee).reduce(0, +))
        }
        return try await movements.sync(
            intent: intent, reason: "told by Stripe: \(event.type)", event: event.id, dispute: dispute)
    }

    // MARK: Teachers

    /// Stripe pays a teacher, or does not any more.
    private func lookAtAccount(_ event: KeptEvent) async throws -> SyncResult {
        guard let id = AccountID(event.object) else { return .foreign }
        let account = try await stripe.retrieveAccount(id, deadline: stripe.deadline()).object
        let now = movements.clock.nowSeconds
        let isOurs = try await movements.database.transaction { tx in
            try await tx.setCanBePaid(account.transfersStatus == .active, account: id, now: now)
        }
        return isOurs ? .done(isNews: true) : .foreign
    }

    // MARK: Cards

    /// A card was taken from its customer, and can never be used again.
    private func forgetCard(_ event: KeptEvent) async throws -> SyncResult {
        guard let id = PaymentMethodID(event.object),
            try await stripe.retrievePaymentMethod(id, deadline: stripe.deadline()).object.customerID == nil
        else { return .foreign }
        let isOurs = try await movements.database.transaction { tx in try await tx.dropSavedCard(id) }
        return isOurs ? .done(isNews: true) : .foreign
    }

    /// A card was saved, and perhaps the browser did not come back to say so.
    private func keepNewestCard(_ event: KeptEvent) async throws -> SyncResult {
        let deadline = stripe.deadline()
        guard let customer = try await customer(event, deadline) else { return .foreign }
        // Who pays for gigs may have several.
        guard try await movements.database.read({ tx in try await !tx.hasSavedCard(of: customer) }) else {
            return .foreign
        }
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

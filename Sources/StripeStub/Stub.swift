// The whole of the stub's state: what every call reads and changes.

package struct StubSettings: Sendable {
    /// The same seed and the same requests give the same answers, ids included.
    package var seed: UInt64
    /// Stripe refuses card numbers unless the account was enabled for them. Only test cards are ever taken.
    package var acceptsRawCards: Bool
    /// How many answers are kept for their idempotency keys, 3 kB each.
    package var replaysMax: Int
    /// So many events are kept for sure, and up to twice as many for a while, 1 kB each. Stripe keeps all of 30 days.
    package var eventsMax: Int

    package init(
        seed: UInt64 = 1, acceptsRawCards: Bool = false, replaysMax: Int = 100_000, eventsMax: Int = 10_000
    ) {
        self.seed = seed
        self.acceptsRawCards = acceptsRawCards
        self.replaysMax = replaysMax
        self.eventsMax = eventsMax
    }
}

/// A stateful Stripe in test mode, as a value: it does no input or output and has no clock. What it answers follows
/// Stripe's documentation and recorded answers; where neither says anything, a comment says that it is our choice.
package struct Stub: Sendable {
    let settings: StubSettings
    let account: String
    /// The account's payment method configuration, which intents with automatic methods name.
    let methodConfiguration: String
    var ids: StubIDs
    /// Unix seconds: the latest time that any request brought; it never goes back.
    var clock: Int64 = 0
    var accounts = Shelf<ConnectedAccount>()
    var accountLinks = Shelf<AccountLink>()
    var customers = Shelf<Customer>()
    var paymentMethods = Shelf<PaymentMethod>()
    var paymentIntents = Shelf<PaymentIntent>()
    var charges = Shelf<Charge>()
    var refunds = Shelf<Refund>()
    var setupIntents = Shelf<SetupIntent>()
    var setupAttempts = Shelf<SetupAttempt>()
    var disputes = Shelf<Dispute>()
    var transfers = Shelf<Transfer>()
    var transferReversals = Shelf<TransferReversal>()
    var applicationFees = Shelf<ApplicationFee>()
    var feeRefunds = Shelf<FeeRefund>()
    var balanceTransactions = Shelf<BalanceTransaction>()
    var events = Shelf<Event>()
    var webhookEndpoints = Shelf<WebhookEndpoint>()
    var deliveries = DeliveryQueue()
    var ledger: IdempotencyLedger
    var agenda = Agenda()
    /// Who is making things happen just now; nil when nothing that happens is an event.
    var cause: EventCause?

    package init(_ settings: StubSettings = StubSettings()) {
        self.settings = settings
        var ids = StubIDs(seed: settings.seed)
        account = ids.make("acct_", 16)
        methodConfiguration = ids.make("pmc_", 24)
        self.ids = ids
        ledger = IdempotencyLedger(entriesMax: settings.replaysMax)
    }
}

// On a webhook's way out: what the outbox owes the service that a payment is made for is written, signed and posted.
internal import Basics
internal import PaymentRules
internal import Store
internal import StripeClient

/// Delivers webhooks, each at least once and with the same `webhook-id` and body, in no promised order.
package struct DeliverHooks: OutboxCourier {
    let database: any Database
    let clock: WallClock
    let log: Log
    /// nil when nobody is to be told.
    private let sender: (any HookSender)?
    private let random: RandomBytes
    private let observe: @Sendable (OutboxOutcome) -> Void

    static let channel = OutboxChannel.hook
    static let lanes = 8
    static let leaseSeconds = Int64(2 * CurlHookSender.timeoutSeconds + 30)
    /// Five seconds, each time twice as long, up to an hour; a random 50 to 100 percent of it.
    private static let backoff = Backoff(baseMilliseconds: 5000, capMilliseconds: 3_600_000)

    init(
        database: any Database, sender: (any HookSender)?, clock: WallClock, random: RandomBytes, log: Log,
        observe: @escaping @Sendable (OutboxOutcome) -> Void
    ) {
        self.database = database
        self.sender = sender
        self.clock = clock
        self.random = random
        self.log = log
        self.observe = observe
    }

    /// Delivers what is due until it has tried `limit` webhooks or its time is over. Where nobody is to be told,
    /// everything that is owed is closed, and no log or count speaks of it.
    ///
    /// - Throws: a `StoreFailure`; the webhooks in hand are then taken up again when their leases have ended.
    package func run(limit: Int64) async throws -> (sent: Int, failed: Int) {
        guard sender == nil else { return try await deliverDue(limit: limit) }
        let now = clock.nowSeconds
        try await database.transaction { tx in
            try await tx.giveUpOutbox(Self.channel, error: "no WEBHOOK_URL is set", now: now)
        }
        return (0, 0)
    }

    func deliver(_ entry: OutboxEntry) async throws -> OutboxAttempt {
        guard let sender else { return .never("no WEBHOOK_URL is set") }
        guard let body = try await database.read({ tx in try await Self.body(of: entry, in: tx) }) else {
            return .never("it is no event of a payment that a service told of")
        }
        let hook = OutgoingHook(id: Self.id(of: entry), body: body.bytes, timestamp: clock.nowSeconds)
        switch await sender.post(hook) {
        case .status(200..<300): return .delivered(nil)
        // Gone: the receiver wants no more of it.
        case .status(410): return .never("answered 410")
        case .status(let status): return .later("answered \(status)")
        case .none(let reason): return .later(reason)
        }
    }

    private static func body(
        of entry: OutboxEntry, in tx: any Transaction
    ) async throws(StoreFailure) -> HookBody? {
        guard let id = entry.paymentID, let payment = try await tx.servicePayment(id),
            let currency = try await tx.payment(id)?.currency
        else { return nil }
        return HookBody(entry, payment, currency)
    }

    private static func id(of entry: OutboxEntry) -> String { "msg_\(entry.messageID)" }

    func delaySeconds(afterAttempts attempts: Int64) -> Int64 {
        Int64(Self.backoff.delayMilliseconds(retry: Int(attempts) + 1, random: random.uint64()) / 1000)
    }

    func tell(_ result: OutboxResult) {
        let describe = { (line: inout JSONWriter) in
            line.member("webhook", Self.id(of: result.entry))
            line.member("type", result.entry.template)
            if let payment = result.entry.paymentID { line.member("payment", payment) }
            result.describe(&line)
        }
        switch result.outcome {
        case .delivered: break
        case .putOff: log.info("webhook_put_off", describe)
        case .givenUp: log.error("webhook_given_up", describe)
        }
        observe(result.outcome)
    }
}

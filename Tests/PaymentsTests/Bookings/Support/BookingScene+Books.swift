// Beside the tests of bookings: what must be true after every one of them, and ways to look.
import Basics
import PaymentRules
import Store
import StripeClient
import StripeStub
import Testing

@testable import Payments

// MARK: Looking

extension BookingScene {
    func booking(_ id: Int64) async throws -> Booking {
        try #require(try await database.read { tx in try await tx.booking(id) })
    }

    func payment(ofBooking id: Int64) async throws -> Payment {
        let payment = try await database.read { tx -> Payment? in
            guard let paymentID = try await tx.booking(id)?.paymentID else { return nil }
            return try await tx.payment(paymentID)
        }
        return try #require(payment)
    }

    func paymentStatuses() async throws -> [PaymentStatus] { try await payments().map(\.status) }

    /// At Stripe, of the booking's payment.
    func intent(of booking: Int64) async throws -> String {
        try #require(try await payment(ofBooking: booking).intent).text
    }

    func events(ofBooking id: Int64) async throws -> [PaymentEventType] {
        try await database.read { tx in try await tx.events(ofBooking: id) }.map(\.type)
    }

    /// Templates of the mails that are owed, the oldest first.
    func mails() async throws -> [String] {
        try await database.read { tx in try await tx.outbox(.mail, limit: 1000) }.map(\.template).reversed()
    }

    /// Whether there is one that was kept and not applied.
    func hasWaitingEvent() async throws -> Bool {
        try await !values("SELECT 1 AS value FROM webhook_events WHERE next_try_at IS NOT NULL").isEmpty
    }

    func balance(_ account: LedgerAccount) async throws -> Int64 {
        try await database.read { tx in try await tx.balance(of: account) }
    }

    /// Of the statement's only column, `value`.
    func values(_ sql: String) async throws -> [Int64] {
        try await database.read { tx in
            try await tx.run(sql).rows.map { try $0.integer("value") }
        }
    }

    /// Of the payment's intent at Stripe.
    func atStripe(_ payment: Payment) throws -> Books.Intent {
        let id = try #require(payment.intent)
        return try #require(stripe.books.intents[id.text])
    }

    /// How many intents there are at Stripe, whatever became of them.
    var intentCount: Int { stripe.books.intents.count }

    /// Of all open holds together.
    var heldAtStripe: Int64 { stripe.books.amountCapturable }

    func lessonsLeft(_ wallet: Int64) async throws -> Int64? {
        try await database.read { tx in try await tx.package(wallet) }?.lessonsLeft
    }

    /// How often lessons of a package, bought with that booking, came back from a refund.
    func lessonReturns(ofPaymentOf booking: Int64) async throws -> Int {
        let payment = try await payment(ofBooking: booking).id
        return try await database.read { tx in try await tx.events(ofPayment: payment) }
            .count { $0.type == .lessonReturned && $0.operationID != nil }
    }

    /// Requests to make, capture, cancel and refund that reached Stripe.
    func posts(_ part: String) -> Int { stripe.posts.count { $0.contains(part) } }
}

// MARK: What must be true

extension BookingScene {
    func checkBooks() async throws {
        let payments = try await payments()
        for payment in payments { try check(payment) }
        checkNoneLost(payments)
        try await checkLedger()
        try await checkBookings()
        guard !settings.leavesOpen else { return }
        let open = try await values("SELECT id AS value FROM operations WHERE state = 'open'")
        #expect(open.isEmpty, "moves of money are left open")
    }

    private func payments() async throws -> [Payment] {
        let ids = try await values("SELECT id AS value FROM payments ORDER BY id")
        return try await database.read { tx in
            var payments: [Payment] = []
            for id in ids { if let payment = try await tx.payment(id) { payments.append(payment) } }
            return payments
        }
    }

    /// The payment says what Stripe says.
    private func check(_ payment: Payment) throws {
        let name: Comment = "payment \(payment.id), \(payment.status)"
        let intent = payment.intent.flatMap { stripe.books.intents[$0.text] }
        switch payment.status {
        case .pending: #expect(intent == nil, name)
        case .failed: #expect(intent?.amountCapturable ?? 0 == 0 && intent?.amountReceived ?? 0 == 0, name)
        case .authorized:
            #expect(intent?.status == "requires_capture", name)
            #expect(intent?.amountCapturable == payment.authorizedAmount, name)
        case .captured, .refunded:
            #expect(intent?.status == "succeeded", name)
            #expect(intent?.amountReceived == payment.capturedAmount, name)
            #expect(intent?.amountRefunded == payment.refundAmount, name)
            #expect((payment.status == .refunded) == (payment.refundAmount == payment.capturedAmount), name)
        case .released: #expect(intent == nil || intent?.status == "canceled", name)
        }
    }

    /// No money is held or was taken that no payment knows of: no hold is lost and nothing was taken twice.
    private func checkNoneLost(_ payments: [Payment]) {
        let known = Set(payments.compactMap { $0.intent?.text })
        for (id, intent) in stripe.books.intents
        where intent.status == "requires_capture" || intent.status == "succeeded" {
            #expect(known.contains(id), "\(id), \(intent.status), is nobody's")
        }
    }

    private func checkLedger() async throws {
        let uneven = try await values(
            "SELECT payment_event_id AS value FROM ledger_entries GROUP BY payment_event_id HAVING SUM(amount) <> 0"
        )
        #expect(uneven.isEmpty, "ledger lines of an event do not add up to zero")
        let books = stripe.books
        let inDispute = try await balance(.disputesOpen) + balance(.disputeLosses)
        let atStripe = try await balance(.stripeBalance)
        // Of gigs, what went on to teachers and to Stripe.
        var passedOn: Int64 = 0
        for account in [LedgerAccount.teacherBalances, .stripeFees, .disputeFees] {
            passedOn += try await balance(account)
        }
        #expect(
            atStripe + inDispute + passedOn == books.amountReceived - books.amountRefunded,
            "captured less refunded")
        #expect(try await balance(.holdsOpen) == books.amountCapturable, "held")
        #expect(try await balance(.cardsHeld) == -books.amountCapturable)
        #expect(inDispute == (try disputed()), "in dispute or lost")
    }

    private func disputed() throws -> Int64 {
        let list = try stripe.dashboard("disputes", method: "GET")
        return list["data"]?.elements.reduce(0) { sum, dispute in
            let status = dispute["status"]?.string ?? ""
            return status == "won" || status.hasPrefix("warning")
                ? sum : sum + (dispute["amount"]?.integer ?? 0)
        } ?? 0
    }

    /// A booking shows its payment, and was captured once at most.
    private func checkBookings() async throws {
        let ids = try await values("SELECT id AS value FROM bookings ORDER BY id")
        try await database.read { tx in
            for id in ids {
                guard let booking = try await tx.booking(id), let paymentID = booking.paymentID,
                    let payment = try await tx.payment(paymentID)
                else { continue }
                #expect(booking.standing == PaymentStanding(payment), "booking \(id)")
                let events = try await tx.events(ofBooking: id).map(\.type)
                #expect(events.count { $0 == .captured || $0 == .charged } <= 1, "booking \(id): \(events)")
            }
        }
    }
}

/// The same throws for the same seed (Vigna, SplitMix64).
struct SceneDice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

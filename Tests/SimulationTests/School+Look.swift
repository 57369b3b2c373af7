// In a simulated run: what must hold after every step, whatever happened.
import Basics
import PaymentRules

@testable import Payments
@testable import Store
@testable import StripeStub

/// What was seen of the shop's history until now.
struct Observer {
    /// Whether something was committed since somebody looked.
    var hasNews = false
    var lastEvent: Int64 = 0
    var looks = 0
    /// Of operations, which never change theirs.
    var paymentOfOperation: [Int64: Int64] = [:]
    /// What each booking that was cancelled, or whose student or instructor did not come, should cost in the end.
    var expected: [Int64: Expected] = [:]

    var lastOperation: Int64 = 0
    /// How much of Stripe's events and refunds was seen, and what they add up to.
    var stripeEvents = 0
    var stripeRefunds = 0
    var received: Int64 = 0
    var returned: Int64 = 0
    /// By payment, the intent that took its money.
    var captured: [Int64: String] = [:]
    var refundedBy: Set<Int64> = []
    /// What the shop's history adds up to.
    var bookCaptured: Int64 = 0
    var bookRefunded: Int64 = 0

    struct Expected {
        let taken: Int64
        let credit: Int64
    }
}

extension School {
    func look() async throws {
        let last = observer.lastEvent
        let isChanged = stripe.wasChanged
        try await database.read { tx in
            let newest = try await tx.run("SELECT MAX(id) AS id FROM payment_events").first?.integer(
                orNull: "id")
            let isTold = newest ?? 0 > last
            if isTold { try await self.lookAtHistory(after: last, tx) }
            if isTold || isChanged { try await self.lookAtStripe(tx) }
            self.observer.looks += 1
            // What changes without an event is little, and does not go away.
            if isTold || self.observer.looks % 50 == 0 { try await self.lookAtBooks(after: last, tx) }
        }
    }

    // MARK: The database alone

    private func lookAtBooks(after last: Int64, _ tx: any Transaction) async throws {
        let crooked = try await tx.run(
            """
            SELECT payment_event_id AS id, SUM(amount) AS total FROM ledger_entries
                WHERE payment_event_id > \(last) GROUP BY payment_event_id HAVING SUM(amount) <> 0
            """)
        if let row = crooked.first {
            fail("the ledger lines of event \(try row.integer("id")) add up to \(try row.integer("total"))")
        }
        let twice = try await tx.run(
            """
            SELECT payment_id AS id FROM operations WHERE state = 'open' GROUP BY payment_id HAVING COUNT(*) > 1
            """)
        if let row = twice.first { fail("payment \(try row.integer("id")) has two open operations") }
        let apart = try await tx.run(
            """
            SELECT b.id AS id FROM bookings b JOIN payments p ON p.id = b.payment_id
                WHERE b.payment_status <> p.status OR b.stripe_intent_id IS NOT p.stripe_intent_id
                OR b.authorized_amount IS NOT p.authorized_amount OR b.captured_amount IS NOT p.captured_amount
                OR b.refund_amount <> p.refund_amount
                OR b.authorization_expires_at IS NOT p.authorization_expires_at
            """)
        if let row = apart.first {
            fail("booking \(try row.integer("id")) shows another payment than it has")
        }
        let clash = try await tx.run(
            """
            SELECT a.id AS id, b.id AS other FROM bookings a JOIN bookings b
                ON a.instructor_id = b.instructor_id AND a.id < b.id AND a.starts_at < b.ends_at
                AND b.starts_at < a.ends_at AND b.starts_at > a.starts_at - 86400
                WHERE a.status = 'scheduled' AND b.status = 'scheduled' LIMIT 1
            """)
        if let row = clash.first {
            fail(
                "bookings \(try row.integer("id")) and \(try row.integer("other")) are one instructor's at one time"
            )
        }
    }

    /// What was decided is noted at once, with what it was decided about.
    private func lookAtHistory(after last: Int64, _ tx: any Transaction) async throws {
        let rows = try await tx.run(
            "SELECT * FROM payment_events WHERE id > \(last) ORDER BY id"
        )
        for row in rows.rows {
            observer.lastEvent = try row.integer("id")
            let type = try row.text("event_type")
            let cause = try row.text("cause")
            let amount = try row.integer(orNull: "amount") ?? 0
            if type == "captured" || type == "charged" { observer.bookCaptured += amount }
            if type == "refunded" { observer.bookRefunded += amount }
            let payment = try row.integer(orNull: "payment_id").map { "payment \($0)" } ?? "no payment"
            let id = try row.integer(orNull: "booking_id")
            note("    \(type) of \(amount), \(payment), booking \(id ?? 0): \(cause)")
            if type == "cancelled" || type == "no_show", let id { try await expect(id, type, cause, tx) }
            if type == "slot_freed", let id { observer.expected[id] = Observer.Expected(taken: 0, credit: 0) }
        }
    }

    private func expect(_ id: Int64, _ type: String, _ cause: String, _ tx: any Transaction) async throws {
        guard let caller = cause.split(separator: " ").last.map(String.init), let end = asked[caller],
            let booking = try await tx.booking(id), end.booking == id
        else { return fail("booking \(id) is \(type), and nobody asked for it: \(cause)") }
        if let promised = end.promised {
            observer.expected[id] = Observer.Expected(taken: promised.taken, credit: promised.credit)
            return
        }
        let standing = booking.standing
        let amount =
            switch standing.status {
            case .authorized: standing.authorizedAmount ?? booking.amount
            case .captured: standing.capturedAmount ?? booking.amount
            default: booking.amount
            }
        let name = try await tx.run("SELECT name FROM policies WHERE hash = '\(booking.policyHash)'").first?
            .text("name")
        observer.expected[id] = Self.rule(
            end.end, policy: name ?? "", amount: amount, hours: booking.startsAt - time.nowSeconds)
    }

    /// The three policies in plain words, apart from the code that reads them.
    private static func rule(
        _ end: AskedEnd.End, policy: String, amount: Int64, hours secondsAhead: Int64
    ) -> Observer.Expected {
        let hour: Int64 = 3600
        switch end {
        case .cancel(.instructor), .noShow(.instructor): return Observer.Expected(taken: 0, credit: 0)
        case .noShow(.student), .complete, .capture: return Observer.Expected(taken: amount, credit: 0)
        case .cancel(.student): break
        }
        switch policy {
        case "six-hours": return Observer.Expected(taken: secondsAhead >= 6 * hour ? 0 : amount, credit: 0)
        case "music-shop":
            let taken = secondsAhead >= 72 * hour ? 0 : secondsAhead >= 24 * hour ? amount / 2 : amount
            return Observer.Expected(taken: taken, credit: 0)
        default:
            if secondsAhead >= 24 * hour { return Observer.Expected(taken: 0, credit: 0) }
            return Observer.Expected(taken: amount, credit: secondsAhead >= 12 * hour ? amount : 0)
        }
    }

    // MARK: Beside Stripe

    /// At Stripe no lesson is captured twice and no refund is made twice; the shop's books are never ahead of it.
    private func lookAtStripe(_ tx: any Transaction) async throws {
        let known = observer.lastOperation
        for row in try await tx.run("SELECT id, payment_id FROM operations WHERE id > \(known)").rows {
            observer.lastOperation = max(observer.lastOperation, try row.integer("id"))
            observer.paymentOfOperation[try row.integer("id")] = try row.integer("payment_id")
        }
        let events = stripe.stub.events.items
        for event in events[observer.stripeEvents...] where event.type == .intentSucceeded {
            guard case .paymentIntent(let intent) = event.subject, let operation = intent.operation,
                let payment = observer.paymentOfOperation[operation]
            else { continue }
            observer.received += intent.amountReceived
            if let other = observer.captured.updateValue(intent.id, forKey: payment) {
                fail("payment \(payment) is captured twice at Stripe: \(other) and \(intent.id)")
            }
        }
        observer.stripeEvents = events.count
        let refunds = stripe.stub.refunds.items
        for refund in refunds[observer.stripeRefunds...] where !refund.isReversal {
            observer.returned += refund.amount
            guard let operation = refund.metadata.operation else { continue }
            if !observer.refundedBy.insert(operation).inserted {
                fail("operation \(operation) refunded twice")
            }
        }
        observer.stripeRefunds = refunds.count
        if observer.bookCaptured > observer.received {
            fail("the books have captured \(observer.bookCaptured), Stripe \(observer.received)")
        }
        if observer.bookRefunded > observer.returned {
            fail("the books have refunded \(observer.bookRefunded), Stripe \(observer.returned)")
        }
    }
}

// At the end of a simulated run: everything that is written down, beside what is so.
import Basics
import PaymentRules

@testable import Payments
@testable import Store
@testable import StripeStub

extension School {
    /// All is quiet, and whatever was left open had days to be finished.
    func compareWithTruth() async throws {
        try await database.read { tx in
            let payments = try await self.payments(tx)
            try await self.comparePayments(payments, tx)
            try await self.compareBooks(tx)
            try await self.compareBookings(payments, tx)
            try await self.compareMails(tx)
            try await self.compareWallets(payments, tx)
            try await self.compareFigures(tx)
        }
    }

    private func payments(_ tx: any Transaction) async throws -> [Int64: Payment] {
        var payments: [Int64: Payment] = [:]
        for row in try await tx.run("SELECT * FROM payments").rows {
            let payment = try row.payment()
            payments[payment.id] = payment
        }
        return payments
    }

    // MARK: Payments

    private func comparePayments(_ payments: [Int64: Payment], _ tx: any Transaction) async throws {
        let open = try await tx.run(
            "SELECT id, payment_id, verb, failure_text FROM operations WHERE state = 'open'")
        for row in open.rows {
            fail(
                "payment \(try row.integer("payment_id")): \(try row.text("verb")) \(try row.integer("id")) is open: "
                    + "\(try row.text(orNull: "failure_text") ?? "")")
        }
        let waiting = try await tx.run(
            "SELECT stripe_event_id, type, last_error FROM webhook_events WHERE next_try_at IS NOT NULL LIMIT 1"
        )
        if let row = waiting.first {
            fail("event \(try row.text("type")) is not applied: \(try row.text(orNull: "last_error") ?? "")")
        }
        var intents: [Int64: [StripeStub.PaymentIntent]] = [:]
        for intent in stripe.stub.paymentIntents.items {
            guard let operation = intent.operation else { continue }
            guard let payment = observer.paymentOfOperation[operation] else {
                return fail("\(intent.id) belongs to operation \(operation), which is not there")
            }
            intents[payment, default: []].append(intent)
        }
        for (id, payment) in payments.sorted(by: { $0.key < $1.key }) {
            compare(payment, intents[id] ?? [])
        }
    }

    private func compare(_ payment: Payment, _ intents: [StripeStub.PaymentIntent]) {
        let name = "payment \(payment.id) (\(payment.status) \(payment.intent?.text ?? "without intent"))"
        for intent in intents where intent.id != payment.intent?.text {
            if intent.status == .requiresCapture { fail("\(name): a hold is lost, \(intent.id)") }
            if intent.status == .succeeded { fail("\(name): a capture is lost, \(intent.id)") }
            if intent.status == .requiresAction { fail("\(name): somebody may still finish \(intent.id)") }
        }
        guard let intent = intents.first(where: { $0.id == payment.intent?.text }) else {
            if [.authorized, .captured, .refunded].contains(payment.status) {
                fail("\(name): nothing at Stripe")
            }
            return
        }
        let charge = intent.latestCharge.flatMap { stripe.stub.charges[$0] }
        let returned = charge?.amountReturned ?? 0
        switch intent.status {
        case .requiresCapture:
            if payment.status != .authorized { fail("\(name): Stripe holds \(intent.amountCapturable)") }
            if payment.authorizedAmount != intent.amountCapturable { fail("\(name): another amount is held") }
            if payment.authorizationExpiresAt != charge?.captureBefore {
                fail("\(name): another end of the hold")
            }
        case .succeeded:
            let wanted: PaymentStatus = returned == intent.amountReceived ? .refunded : .captured
            if payment.status != wanted {
                fail("\(name): Stripe took \(intent.amountReceived), returned \(returned)")
            }
            if payment.capturedAmount != intent.amountReceived {
                fail("\(name): \(payment.capturedAmount ?? 0) captured, at Stripe \(intent.amountReceived)")
            }
            if payment.refundAmount != returned {
                fail("\(name): \(payment.refundAmount) refunded, at Stripe \(returned)")
            }
        case .canceled:
            if payment.status != .released, payment.status != .failed { fail("\(name): canceled at Stripe") }
        case .requiresPaymentMethod, .requiresConfirmation, .requiresAction:
            if payment.status != .failed, payment.status != .pending {
                fail("\(name): \(intent.status) at Stripe")
            }
        }
    }

    // MARK: Books

    private func compareBooks(_ tx: any Transaction) async throws {
        var held: Int64 = 0
        var balance: Int64 = 0
        for intent in stripe.stub.paymentIntents.items where intent.operation != nil {
            held += intent.amountCapturable
            let returned = intent.latestCharge.flatMap { stripe.stub.charges[$0] }?.amountReturned ?? 0
            balance += intent.amountReceived - returned
        }
        var open: Int64 = 0
        var lost: Int64 = 0
        for dispute in stripe.stub.disputes.items where !dispute.isInquiry {
            switch dispute.status {
            case .won: break
            case .lost: lost += dispute.amount
            default: open += dispute.amount
            }
        }
        let wanted: [(LedgerAccount, Int64)] = [
            (.holdsOpen, held), (.cardsHeld, -held), (.stripeBalance, balance - open - lost),
            (.disputesOpen, open), (.disputeLosses, lost),
        ]
        for (account, amount) in wanted {
            let written = try await tx.balance(of: account)
            if written != amount { fail("\(account.rawValue) says \(written), Stripe \(amount)") }
        }
    }

    // MARK: Bookings

    private func compareBookings(_ payments: [Int64: Payment], _ tx: any Transaction) async throws {
        var seen: Set<String> = []
        let disputed = Set(stripe.stub.disputes.items.map(\.paymentIntent))
        let hopeless = Set(
            stripe.stub.charges.items.filter { $0.method.card.refunds == .failsLater }.map(\.paymentIntent))
        for row in try await tx.run("SELECT * FROM bookings ORDER BY id").rows {
            let booking = try row.booking()
            if asksOnce(booking), !seen.insert(booking.description).inserted {
                fail("booking \(booking.id) was booked twice by \(booking.description)")
            }
            guard let id = booking.paymentID, let payment = payments[id], payment.kind == .lesson else {
                continue
            }
            compareLife(booking, payment)
            let intent = payment.intent?.text ?? ""
            guard !touched.contains(id), !disputed.contains(intent), !hopeless.contains(intent) else {
                continue
            }
            compareMoney(booking, payment)
        }
    }

    private func asksOnce(_ booking: Booking) -> Bool {
        booking.description.hasPrefix("ask-") && !keyless.contains(booking.description)
    }

    /// Nothing waits for ever.
    private func compareLife(_ booking: Booking, _ payment: Payment) {
        let now = time.nowSeconds
        let name = "booking \(booking.id) (\(booking.status), payment \(payment.id) \(payment.status))"
        guard booking.status == .scheduled else {
            if payment.status == .authorized { fail("\(name) is over, and its hold is open") }
            return
        }
        switch payment.status {
        case .authorized where booking.endsAt < now - 10_000: fail("\(name) is not captured")
        case .pending, .failed:
            guard let due = payment.holdDueAt else { return fail("\(name) will never be held") }
            if due < now - 10_000 { fail("\(name) was to be held at \(due)") }
        default: break
        }
    }

    /// What is owed is what was taken, wherever the card allowed it.
    private func compareMoney(_ booking: Booking, _ payment: Payment) {
        let name = "booking \(booking.id) (\(booking.status), payment \(payment.id) \(payment.status))"
        if let expected = observer.expected[booking.id] {
            if booking.owedAmount != expected.taken || booking.creditAmount != expected.credit {
                fail(
                    "\(name) owes \(booking.owedAmount ?? -1) with \(booking.creditAmount) credit, by its policy "
                        + "\(expected.taken) with \(expected.credit)")
            }
        } else if booking.status == .cancelled || booking.status == .noShow {
            fail("\(name): nobody asked for that")
        }
        guard let owed = booking.owedAmount else { return }
        let net = (payment.capturedAmount ?? 0) - payment.refundAmount
        switch payment.status {
        case .captured, .refunded:
            if net != min(owed, payment.capturedAmount ?? 0) {
                fail("\(name) took \(net), and is owed \(owed)")
            }
        case .released where payment.cause == ReleaseCause.released.rawValue && payment.intent != nil:
            if owed != 0 { fail("\(name) let go of \(owed)") }
        default: break
        }
    }

    // MARK: Mails

    private func compareMails(_ tx: any Transaction) async throws {
        let templates: [(event: String, mails: String)] = [
            ("authorized", "'reserved'"), ("captured", "'processed', 'processed_early'"),
            ("charged", "'processed'"), ("released", "'released'"),
            ("authorization_expired", "'hold_expired'"),
            ("refunded", "'refunded'"), ("authorization_failed", "'failed', 'expiring'"),
            ("charge_failed", "'failed'"),
            // Of a package that nobody could be charged for, the mail about that says it too.
            ("slot_freed", "'slot_freed', 'failed'"),
        ]
        for (event, mails) in templates {
            let unmailed = try await tx.run(
                """
                SELECT e.id AS id, e.payment_id AS payment FROM payment_events e
                    WHERE e.event_type = '\(event)' AND COALESCE(e.amount, 1) > 0 AND NOT EXISTS (SELECT 1 FROM outbox o
                    WHERE o.payment_id = e.payment_id AND o.template IN (\(mails)) AND o.created_at = e.created_at)
                """)
            if let row = unmailed.first {
                fail(
                    "event \(try row.integer("id")), \(event) of payment \(try row.integer("payment")), has no mail"
                )
            }
        }
    }

    // MARK: Wallets

    /// What is owed to students as lessons is what their wallets have left, and what is booked of them.
    private func compareWallets(_ payments: [Int64: Payment], _ tx: any Transaction) async throws {
        for row in try await tx.run("SELECT * FROM packages ORDER BY id").rows {
            let (id, left) = (try row.integer("id"), try row.integer("lessons_left"))
            let taken =
                try await tx.run(
                    """
                    SELECT COUNT(*) AS count FROM bookings b WHERE package_id = \(id) AND NOT EXISTS
                        (SELECT 1 FROM payment_events e WHERE e.booking_id = b.id AND e.event_type = 'lesson_returned')
                    """
                ).first?.integer("count") ?? 0
            let count = try row.integer("lessons_count")
            if left + taken != count { fail("package \(id) of \(count) has \(left) left and \(taken) taken") }
        }
    }
}

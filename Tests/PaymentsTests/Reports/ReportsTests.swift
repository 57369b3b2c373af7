// Proves how a report reads: its pace, its patience, and what it does when Stripe fails it.
import Basics
import Payments
import StripeStub
import Testing

@Suite("Reports", .timeLimit(.minutes(5)))
struct ReportsTests {
    /// So many lessons of $1 at that pace, all captured.
    private func stripe(lessons count: Int, everySeconds: Int64 = 60, delayMilliseconds: Int = 600) throws
        -> SimulatedStripe
    {
        var account = try LessonAccount()
        for _ in 0..<count {
            try account.lesson(amount: 100)
            account.now += everySeconds
        }
        return SimulatedStripe(account.stub, now: account.now, delayMilliseconds: delayMilliseconds)
    }

    /// Long before the account did anything.
    private static let all = ReportWindow(since: 0, until: nil)

    @Test("pages are read side by side, within the rate, and Stripe has to turn none away")
    func sideBySide() throws {
        let stripe = try stripe(lessons: 200)
        let start = stripe.loop.nowMilliseconds
        let window = ReportWindow(since: LessonAccount.start, until: nil)
        let total = try stripe.lessonTotal(window, stripe.reports(pageSize: 4))
        let milliseconds = stripe.loop.nowMilliseconds - start
        #expect(total["usd"].payments == 20_000)
        #expect(stripe.refusedCount == 0)
        // 50 pages: one after the other they would take half a minute.
        #expect(milliseconds <= 4500)
        #expect(stripe.readCount <= 60)
    }

    @Test("two reports at once take turns, and together stay within the rate")
    func together() throws {
        let stripe = try stripe(lessons: 120)
        let reports = stripe.reports(readsPerSecond: 24, pageSize: 4)
        let totals = try stripe.loop.run {
            async let one = try? reports.lessonTotal(Self.all)
            async let other = try? reports.lessonTotal(Self.all)
            return await [one, other]
        }
        #expect(totals.map { $0?["usd"].payments } == [12_000, 12_000])
        #expect(stripe.refusedCount == 0)
    }

    @Test("turned away with 429, it slows down and comes to the same total", arguments: [1, 3])
    func rateLimited(count: Int) throws {
        let stripe = try stripe(lessons: 40)
        let reports = stripe.reports(pageSize: 4)
        let start = stripe.loop.nowMilliseconds
        _ = try stripe.lessonTotal(Self.all, reports)
        let undisturbed = stripe.loop.nowMilliseconds - start
        stripe.fail(next: count, with: 429)
        let total = try stripe.lessonTotal(Self.all, reports)
        #expect(total["usd"].payments == 4_000)
        #expect(stripe.loop.nowMilliseconds - start - undisturbed >= undisturbed + 1000)
    }

    @Test("one page that never comes fails the report, with the reason", arguments: [429, 500])
    func failure(status: Int) throws {
        let stripe = try stripe(lessons: 40)
        stripe.fail(next: .max, with: status)
        do {
            _ = try stripe.lessonTotal(Self.all)
            Issue.record("there was a report")
        } catch let failure as ReportFailure {
            #expect(failure.code == (status == 429 ? "stripe_rate_limited" : "stripe_unavailable"))
            #expect(failure.message.contains("again"))
        }
        // Five tries, and the client's own two retries of each that may help.
        #expect(stripe.readCount == (status == 429 ? 5 : 15))
    }

    @Test(
        "a refusal is not asked for again, and keeps Stripe's code",
        arguments: [(400, "invalid_request_error")])
    func refusal(status: Int, code: String) throws {
        let stripe = try stripe(lessons: 1)
        stripe.fail(next: 1, with: status)
        do {
            _ = try stripe.lessonTotal(Self.all)
            Issue.record("there was a report")
        } catch let failure as ReportFailure {
            #expect(failure.code == code)
        }
        #expect(stripe.readCount == 1)
    }

    @Test("progress names its phase, grows and ends at all of it")
    func progress() throws {
        let stripe = try stripe(lessons: 60)
        let seen = Lock<[ReportProgress]>([])
        let reports = stripe.reports(pageSize: 4)
        _ = try stripe.loop.run {
            try? await reports.lessonTotal(Self.all) { step in seen.withLock { $0.append(step) } }
        }
        let steps = seen.withLock { $0 }
        #expect(steps.map(\.fraction) == steps.map(\.fraction).sorted())
        #expect(steps.map(\.reads) == Array(1...steps.count))
        #expect(steps.last?.fraction == 1)
        #expect(steps.allSatisfy { $0.phase == .payments && $0.repeats == 0 })
    }

    @Test("the last 36 hours begin 36 hours ago and have no end")
    func window() {
        #expect(ReportWindow.lastHours(36, now: 200_000) == ReportWindow(since: 70_400, until: nil))
    }

    @Test("a lesson that is only held counts for nothing")
    func held() throws {
        var account = try LessonAccount()
        try account.lesson(amount: 500, captures: false)
        let stripe = SimulatedStripe(account.stub, now: account.now)
        let total = try stripe.lessonTotal(Self.all)
        #expect(total.currencies.isEmpty)
        #expect(total["usd"].payments == 0)
    }

    @Test("a hold counts when it is captured, and a refund when it is made, whenever the card was asked")
    func time() throws {
        var account = try LessonAccount()
        let hold = try account.lesson(amount: 10_000, captures: false)
        let paid = try account.lesson(amount: 5_000)
        account.now += 3 * 86_400
        let since = account.now
        try account.call("payment_intents/\(hold)/capture", "amount_to_capture=6000")
        try account.call("refunds", "payment_intent=\(paid)&amount=2000")
        let stripe = SimulatedStripe(account.stub, now: account.now)
        let total = try stripe.lessonTotal(ReportWindow(since: since, until: nil))
        #expect(total["usd"].payments == 6000)
        // 2.9 % and 30 of what was captured, and the refund; not the fee of the payment that it gives back.
        #expect(total["usd"].fees == 174 + 30 + 2000)
        #expect(total["usd"].net == 6000 - 2204)
    }

    @Test("only cards of customers who failed are looked up, one read each")
    func cardReads() throws {
        var account = try LessonAccount()
        for _ in 0..<5 { try account.lesson(amount: 100) }
        try account.useCard("chargeCustomerFail")
        try account.lesson(amount: 100, fails: true)
        let stripe = SimulatedStripe(account.stub, now: account.now)
        let found = try stripe.failedPayments(Self.all)
        #expect(found.count == 1)
        #expect(found.first?.error == "issuer_declined")
        #expect(found.first?.declineCode == "generic_decline")
        #expect(found.first?.cardLast4 == "0341")
        #expect(found.first?.cardBrand == "visa")
        #expect(found.first?.name == "Ada")
        #expect(found.first?.email == "ada@x.io")
        #expect(stripe.readCount(of: "/v1/payment_intents") == 1)
        #expect(stripe.readCount(of: "/v1/payment_methods") == 1)
    }

    @Test("of two payments in one second the later one decides")
    func sameSecond() throws {
        for order in [["chargeCustomerFail", "visa"], ["visa", "chargeCustomerFail"]] {
            var account = try LessonAccount()
            for card in order {
                try account.useCard(card)
                try account.lesson(amount: 100, fails: card != "visa")
            }
            // Both cards are of that second too: only the one that failed shall be there.
            try account.detachCards(but: "chargeCustomerFail")
            let stripe = SimulatedStripe(account.stub, now: account.now)
            let found = try stripe.failedPayments(Self.all)
            #expect(found.count == (order.last == "visa" ? 0 : 1))
        }
    }
}

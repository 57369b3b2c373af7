// Whether money is kept: over long random lives, no cent is made or lost.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct ShareBooksTests {
    /// A small generator of its own, so that a failure can be played again.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    @Test(
        "what students paid, less Stripe's fees and the refunds, is what the platform and the accounts have",
        arguments: [1, 2, 3, 4, 5] as [UInt64])
    func conservation(seed: UInt64) throws {
        var dice = Dice(state: seed)
        var stripe = TestStripe.withTeacher()
        let other = try stripe.post("/v1/accounts", "capabilities[transfers][requested]=true").id
        stripe.stub.addReadyAccount("acct_Other", email: "o@example.com")
        #expect(stripe.stub.balance(of: other) == 0)
        var paidOut: Int64 = 0
        var intents: [String] = []
        for _ in 0..<60 {
            switch Int.random(in: 0..<10, using: &dice) {
            case 0..<4:
                let amount = Int.random(in: 50...5000, using: &dice)
                let fee = Int.random(in: 1..<amount, using: &dice)
                let account = Bool.random(using: &dice) ? TestStripe.teacher : "acct_Other"
                let hold = try stripe.hold(
                    amount: amount,
                    "capture_method=manual&transfer_data[destination]=\(account)&application_fee_amount=\(fee)"
                )
                let part = Int.random(in: 1...amount, using: &dice)
                _ = try stripe.post("/v1/payment_intents/\(hold.id)/capture", "amount_to_capture=\(part)")
                intents.append(hold.id)
            case 4..<9:
                guard let intent = intents.randomElement(using: &dice) else { continue }
                let amount = Int.random(in: 1...900, using: &dice)
                let flags =
                    "reverse_transfer=\(Bool.random(using: &dice))"
                    + "&refund_application_fee=\(Bool.random(using: &dice))"
                let limit = Bool.random(using: &dice) ? "&amount=\(amount)" : ""
                _ = try stripe.post("/v1/refunds", "payment_intent=\(intent)&\(flags)\(limit)")
            default:
                let before = stripe.teacherBalance ?? 0
                paidOut += before - (stripe.stub.payOut(TestStripe.teacher) ?? before)
            }
            try check(&stripe, paidOut)
        }
        #expect(stripe.stub.books.refundCount > 5)
    }

    private func check(_ stripe: inout TestStripe, _ paidOut: Int64) throws {
        let accounts = [TestStripe.teacher, "acct_Other"].map { stripe.stub.balance(of: $0) ?? 0 }
        try #require(accounts.allSatisfy { $0 >= 0 }, "an account owes")
        var stripeFees: Int64 = 0
        var cursor = ""
        repeat {
            let page = try stripe.get("/v1/balance_transactions", "limit=100\(cursor)")
            stripeFees += page.json["data"]?.elements.reduce(0) { $0 + ($1["fee"]?.integer ?? 0) } ?? 0
            cursor = page["has_more"] == "true" ? "&starting_after=\(page.ids.last ?? "")" : ""
        } while !cursor.isEmpty
        let books = stripe.stub.books
        try #require(
            books.amountReceived - books.amountRefunded - stripeFees
                == stripe.stub.platformBalance + accounts.reduce(0, +) + paidOut)
    }

    @Test("an account's balance is its transfers, less what came back and the fees, and the fees given back")
    func byObjects() throws {
        var stripe = TestStripe.withTeacher()
        for number in 0..<5 {
            let paid = try stripe.lesson(amount: 1000 + number, fee: 100 + number)
            _ = try stripe.refundBoth(paid.id, "&amount=\(100 * number + 1)")
        }
        func sum(_ path: String, _ names: (plus: String, minus: String)) throws -> Int64 {
            let list = try stripe.get(path, "limit=100").json["data"]?.elements ?? []
            return list.reduce(0) { $0 + ($1[names.plus]?.integer ?? 0) - ($1[names.minus]?.integer ?? 0) }
        }
        let transfers = try sum("/v1/transfers", ("amount", "amount_reversed"))
        let fees = try sum("/v1/application_fees", ("amount", "amount_refunded"))
        #expect(stripe.teacherBalance == transfers - fees)
        #expect(transfers == 5010 - 1005)
    }
}

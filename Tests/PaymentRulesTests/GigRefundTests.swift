// Proves who bears a refund of a gig: to the cent, for every part of a price.
import Basics
import PaymentRules
import Testing

@Suite("Refunds of gigs", .timeLimit(.minutes(5)))
struct GigRefundTests {
    private static func booking(fee: Int64) throws -> GigBooking {
        GigBooking(
            id: 1, gigID: 1, studentID: 1, instructorID: 1, paymentID: 1,
            account: try #require(AccountID("acct_1")), feeAmount: fee, usedSavedCard: false,
            savedCard: false, confirmBy: 0, createdAt: 0)
    }

    @Test("12.50 of 50.00 is borne by the teacher with 11.25 and by the house with 1.25")
    func example() throws {
        let before = GigSplit(paid: 5000, teacher: 4500, stripeFee: 175)
        #expect(before.house == 325)
        let refund = GigRefund(1250, of: try Self.booking(fee: 500), captured: 5000, split: before)
        #expect(refund.teacher == 1125 && refund.house == 125 && refund.isExact)
        #expect(refund.after == GigSplit(paid: 3750, teacher: 3375, stripeFee: 175))
        #expect(refund.after.house == 200)
    }

    @Test("parts of any size add up, and the last one leaves nothing with anybody but Stripe")
    func parts() throws {
        var dice = Dice(seed: 8)
        for _ in 0..<500 {
            let price = Int64.random(in: 50...20_000, using: &dice)
            let fee = Int64.random(in: 0..<price, using: &dice)
            let booking = try Self.booking(fee: fee)
            var split = GigSplit(paid: price, teacher: price - fee, stripeFee: 30)
            while split.paid > 0 {
                let amount = Int64.random(in: 1...split.paid, using: &dice)
                let refund = GigRefund(amount, of: booking, captured: price, split: split)
                #expect(refund.teacher + refund.house == amount)
                #expect(refund.house >= 0 && refund.isExact)
                split = refund.after
            }
            #expect(split == GigSplit(paid: 0, teacher: 0, stripeFee: 30))
            #expect(split.house == -30)
        }
    }

    @Test("after a refund that the house paid alone the parts are Stripe's to say")
    func uneven() throws {
        let after = GigSplit(paid: 3750, teacher: 4500, stripeFee: 175)
        let refund = GigRefund(3750, of: try Self.booking(fee: 500), captured: 5000, split: after)
        #expect(!refund.isExact)
        #expect(refund.teacher == 3375 && refund.house == 375)
    }
}

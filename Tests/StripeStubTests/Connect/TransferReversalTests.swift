// What comes back from a connected account, or goes back to it, without a refund.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct TransferReversalTests {
    private func transfer(_ stripe: inout TestStripe, amount: Int = 1000, fee: Int? = 100) throws -> String {
        let paid = try stripe.lesson(amount: amount, fee: fee)
        return try stripe.charge(of: paid)["transfer"] ?? ""
    }

    @Test("a reversal takes back what it says, or all that is left, and lists newest first")
    func reverse() throws {
        var stripe = TestStripe.withTeacher()
        let transfer = try transfer(&stripe)
        let path = "/v1/transfers/\(transfer)/reversals"
        let part = try stripe.post(path, "amount=300&metadata[why]=late&expand[]=transfer")
        #expect(part["object"] == "transfer_reversal", "\(part.text)")
        #expect(part["metadata.why"] == "late")
        #expect(part["source_refund"] == "null")
        #expect(part["transfer.amount_reversed"] == "300")
        #expect(part["transfer.reversed"] == "false")
        #expect(part["transfer.reversals.data.0.id"] == part.id)
        #expect(stripe.teacherBalance == 600)
        let more = try stripe.lesson()
        #expect(more.status == 200)
        let rest = try stripe.post(path, "expand[]=balance_transaction")
        #expect(rest["amount"] == "700")
        #expect(rest["balance_transaction.type"] == "transfer_refund")
        #expect(rest["balance_transaction.reporting_category"] == "transfer_reversal")
        #expect(rest["balance_transaction.source"] == rest.id)
        let list = try stripe.get(path)
        #expect(list.ids == [rest.id, part.id])
        #expect(list["url"] == path)
        #expect(stripe.stub.books.refundCount == 0)
        let again = try stripe.post(path)
        #expect(again.status == 400)
        #expect(again["error.message"] == "The transfer \(transfer) is already fully reversed.")
    }

    @Test("more than is left, nothing, and more than the account has are refused")
    func refusals() throws {
        var stripe = TestStripe.withTeacher()
        let transfer = try transfer(&stripe)
        let path = "/v1/transfers/\(transfer)/reversals"
        let much = try stripe.post(path, "amount=1001")
        #expect(much.status == 400)
        #expect(much["error.param"] == "amount")
        let none = try stripe.post(path, "amount=0")
        #expect(none["error.code"] == "parameter_invalid_integer")
        let short = try stripe.post(path, "amount=901")
        #expect(short.status == 400)
        #expect(short["error.code"] == "balance_insufficient")
        #expect(stripe.teacherBalance == 900)
        #expect(try stripe.post("/v1/transfers/tr_x/reversals").status == 404)
    }

    @Test("a reversal gives its part of the fee back when it is asked to, and the last what is left")
    func withFee() throws {
        var stripe = TestStripe.withTeacher()
        let transfer = try transfer(&stripe, amount: 999, fee: 100)
        for amount in ["&amount=333", "&amount=333", ""] {
            let reply = try stripe.post(
                "/v1/transfers/\(transfer)/reversals", "refund_application_fee=true\(amount)")
            #expect(reply.status == 200, "\(reply.text)")
        }
        let fee = try stripe.get("/v1/application_fees")
        let amounts = fee.json["data"]?[0]?["refunds"]?["data"]?.elements.compactMap { $0["amount"]?.integer }
        #expect(amounts == [34, 33, 33])
        #expect(stripe.teacherBalance == 0)
        let free = try self.transfer(&stripe, fee: nil)
        let reply = try stripe.post("/v1/transfers/\(free)/reversals", "refund_application_fee=true")
        #expect(reply["error.param"] == "refund_application_fee")
    }

    @Test("a fee goes back in part or whole, once")
    func feeRefunds() throws {
        var stripe = TestStripe.withTeacher()
        _ = try stripe.lesson()
        let fee = try stripe.get("/v1/application_fees").ids.first ?? ""
        let path = "/v1/application_fees/\(fee)/refunds"
        let part = try stripe.post(path, "amount=30&metadata[a]=b&expand[]=fee&expand[]=balance_transaction")
        #expect(part["object"] == "fee_refund", "\(part.text)")
        #expect(part.id.hasPrefix("fr_"))
        #expect(part["fee.amount_refunded"] == "30")
        #expect(part["balance_transaction.amount"] == "-30")
        #expect(part["balance_transaction.reporting_category"] == "platform_earning_refund")
        #expect(stripe.teacherBalance == 930)
        let much = try stripe.post(path, "amount=71")
        #expect(much["error.param"] == "amount")
        let rest = try stripe.post(path)
        #expect(rest["amount"] == "70")
        #expect(try stripe.post(path).status == 400)
        let list = try stripe.get(path)
        #expect(list.ids == [rest.id, part.id])
        #expect(stripe.teacherBalance == 1000)
        let last = try #require(try stripe.events().last)
        #expect(last["type"]?.string == "application_fee.refunded")
    }

    @Test("what came back by itself is not taken again by a refund")
    func thenRefund() throws {
        var stripe = TestStripe.withTeacher()
        let paid = try stripe.lesson()
        let transfer = try stripe.charge(of: paid)["transfer"] ?? ""
        _ = try stripe.post("/v1/transfers/\(transfer)/reversals", "amount=800")
        let refund = try stripe.refundBoth(paid.id, "&expand[]=transfer_reversal")
        #expect(refund["transfer_reversal.amount"] == "200", "\(refund.text)")
        #expect(stripe.teacherBalance == 0)
    }
}

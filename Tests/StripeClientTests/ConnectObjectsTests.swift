// Proves the views of a shared payment: what went to the connected account, what the platform kept, what came back.
import Basics
import StripeClient
import Testing

@Suite("Objects of connected accounts", .timeLimit(.minutes(5)))
struct ConnectObjectsTests {
    @Test("an expanded charge shows its transfer, its fee and what it did to the balance")
    func expandedCharge() throws {
        let charge = try charge(
            """
            "transfer":{"id":"tr_1","object":"transfer","amount":5000,"amount_reversed":20,"destination":"acct_1"},
            "application_fee":{"id":"fee_1","object":"application_fee","amount":500,"amount_refunded":2},
            "balance_transaction":{"id":"txn_1","object":"balance_transaction","amount":5000,"fee":175,"net":4825,
            "currency":"usd"}
            """)
        #expect(charge.expandedTransfer?.id.text == "tr_1")
        #expect(charge.expandedTransfer?.amount == 5000)
        #expect(charge.expandedTransfer?.amountReversed == 20)
        #expect(charge.expandedApplicationFee?.id.text == "fee_1")
        #expect(charge.expandedApplicationFee?.amount == 500)
        #expect(charge.expandedApplicationFee?.amountRefunded == 2)
        #expect(charge.expandedBalanceTransaction?.fee == 175)
        #expect(charge.expandedBalanceTransaction?.net == 4825)
    }

    @Test("what is not expanded, null or not there has no view")
    func bareCharge() throws {
        let ids = try charge(
            #""transfer":"tr_1","application_fee":"fee_1","balance_transaction":"txn_1""#)
        let none = [
            try charge(#""transfer":null,"application_fee":null,"balance_transaction":null"#),
            try charge(#""amount":1"#),
        ]
        for charge in none + [ids] {
            #expect(charge.expandedTransfer == nil)
            #expect(charge.expandedApplicationFee == nil)
            #expect(charge.expandedBalanceTransaction == nil)
        }
    }

    @Test(
        "without its amounts none of them is one",
        arguments: [
            #"{"id":"x_1","object":"transfer","amount":1}"#,
            #"{"id":"x_1","object":"transfer","amount_reversed":1}"#,
            #"{"id":"x_1","object":"application_fee","amount":1}"#,
            #"{"id":"x_1","object":"application_fee","amount_refunded":1}"#,
            #"{"id":"x_1","object":"charge","amount":1,"amount_reversed":0,"amount_refunded":0}"#,
            #"{"object":"transfer","amount":1,"amount_reversed":0}"#,
            #"{"object":"application_fee","amount":1.5,"amount_refunded":0,"id":"fee_1"}"#,
        ])
    func broken(text: String) throws {
        let json = try json(text)
        #expect(Transfer(json) == nil)
        #expect(ApplicationFee(json) == nil)
    }

    @Test("a dispute tells each movement on the balance, with its fee; an inquiry made none")
    func dispute() throws {
        let text = """
            {"id":"du_1","object":"dispute","status":"won","balance_transactions":[
            {"id":"txn_1","object":"balance_transaction","amount":-5000,"fee":1500,"net":-6500,"currency":"usd"},
            {"id":"txn_2","object":"balance_transaction","amount":5000,"fee":0,"net":5000,"currency":"usd"}]}
            """
        let dispute = try #require(Dispute(try json(text)))
        #expect(dispute.balanceTransactions.map(\.net) == [-6500, 5000])
        #expect(dispute.balanceTransactions.map(\.fee) == [1500, 0])
        let inquiry = #"{"id":"du_1","object":"dispute","status":"warning_needs_response"}"#
        #expect(Dispute(try json(inquiry))?.balanceTransactions.isEmpty == true)
    }

    private func charge(_ fields: String) throws -> Charge {
        try #require(Charge(try json("{\"id\":\"ch_1\",\"object\":\"charge\",\(fields)}")))
    }

    private func refund(_ fields: String) throws -> Refund {
        try #require(Refund(try json("{\"id\":\"re_1\",\"object\":\"refund\",\(fields)}")))
    }

    private func json(_ text: String) throws -> JSON { try JSON(Array(text.utf8)) }
}

// Cardholders who want their money back through the bank.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct DisputeTests {
    private func dispute(_ stripe: inout TestStripe, card: String = "pm_card_createDispute") throws -> Reply {
        let paid = try stripe.payment(card: card)
        let list = try stripe.get("/v1/disputes", "payment_intent=\(paid.id)")
        return try stripe.get("/v1/disputes/\(try #require(list.ids.first))", "expand[]=charge")
    }

    @Test("a hold is not disputed, its capture is, between the charge's event and the payment's")
    func atCapture() throws {
        var stripe = TestStripe(version: TestStripe.basil)
        let hold = try stripe.hold(card: "pm_card_createDispute")
        let none = try stripe.get("/v1/disputes")
        #expect(none.ids.isEmpty)
        let types = try stripe.fired("/v1/payment_intents/\(hold.id)/capture", "amount_to_capture=700")
        #expect(
            types == [
                "charge.captured", "charge.dispute.created", "charge.dispute.funds_withdrawn",
                "payment_intent.succeeded",
            ])
        let list = try stripe.get("/v1/disputes", "charge=\(hold["latest_charge"] ?? "")")
        #expect(list["data.0.id"]?.hasPrefix("du_") == true)
        #expect(list["data.0.amount"] == "700")
        #expect(list["data.0.payment_intent"] == hold.id)
        let unknown = try stripe.get("/v1/disputes", "charge=ch_x")
        #expect(unknown["error.code"] == "resource_missing")
    }

    @Test(
        "each of the three cards disputes in its own way",
        arguments: [
            ("createDispute", "fraudulent", "needs_response", 1),
            ("createDisputeProductNotReceived", "product_not_received", "needs_response", 1),
            ("createDisputeInquiry", "fraudulent", "warning_needs_response", 0),
        ])
    func kinds(card: String, reason: String, status: String, movements: Int) throws {
        var stripe = TestStripe()
        let dispute = try dispute(&stripe, card: "pm_card_\(card)")
        #expect(dispute["object"] == "dispute")
        #expect(dispute["reason"] == reason)
        #expect(dispute["status"] == status)
        #expect(dispute["charge.disputed"] == "true")
        #expect(dispute.json["balance_transactions"]?.elements.count == movements)
        #expect(dispute["is_charge_refundable"] == (movements == 0 ? "true" : "false"))
    }

    @Test("a dispute takes the money and a fee of 1500, and is not found by its source")
    func movement() throws {
        var stripe = TestStripe()
        let dispute = try dispute(&stripe)
        #expect(dispute["balance_transactions.0.amount"] == "-1000")
        #expect(dispute["balance_transactions.0.fee"] == "1500")
        #expect(dispute["balance_transactions.0.net"] == "-2500")
        #expect(dispute["balance_transactions.0.type"] == "adjustment")
        #expect(dispute["balance_transactions.0.reporting_category"] == "dispute")
        let bySource = try stripe.get("/v1/balance_transactions", "source=\(dispute.id)")
        #expect(bySource.ids.isEmpty)
        let byType = try stripe.get("/v1/balance_transactions", "type=adjustment")
        #expect(byType.ids == [dispute["balance_transactions.0.id"]])
    }

    @Test("a disputed charge is not refunded; one that the bank only asks about is")
    func refunds() throws {
        var stripe = TestStripe()
        let disputed = try dispute(&stripe)
        let charge = disputed["charge.id"] ?? ""
        let reply = try stripe.post("/v1/refunds", "charge=\(charge)&reason=bored")
        #expect(reply.status == 400)
        #expect(reply["error.code"] == "charge_disputed")
        #expect(
            reply["error.message"] == "Charge \(charge) has been charged back; cannot issue a refund.")
        let inquiry = try dispute(&stripe, card: "pm_card_createDisputeInquiry")
        let refund = try stripe.post("/v1/refunds", "charge=\(inquiry["charge.id"] ?? "")")
        #expect(refund["status"] == "succeeded")
    }

    @Test("winning evidence brings the money back, but not the fee")
    func won() throws {
        var stripe = TestStripe()
        let id = try dispute(&stripe).id
        let types = try stripe.fired(
            "/v1/disputes/\(id)", "evidence[uncategorized_text]=winning_evidence&metadata[a]=b")
        #expect(
            types == [
                "charge.dispute.updated", "charge.updated", "charge.dispute.funds_reinstated",
                "charge.dispute.closed",
            ])
        let after = try stripe.get("/v1/disputes/\(id)")
        #expect(after["status"] == "won")
        #expect(after["evidence.uncategorized_text"] == "winning_evidence")
        #expect(after["evidence_details.submission_count"] == "1")
        #expect(after["metadata.a"] == "b")
        #expect(after["balance_transactions.1.amount"] == "1000")
        #expect(after["balance_transactions.1.fee"] == "0")
        #expect(after["balance_transactions.1.reporting_category"] == "dispute_reversal")
    }

    @Test("losing evidence closes the dispute without a movement")
    func lost() throws {
        var stripe = TestStripe()
        let id = try dispute(&stripe).id
        let types = try stripe.fired("/v1/disputes/\(id)", "evidence[uncategorized_text]=losing_evidence")
        #expect(types == ["charge.dispute.updated", "charge.updated", "charge.dispute.closed"])
        let after = try stripe.get("/v1/disputes/\(id)")
        #expect(after["status"] == "lost")
        #expect(after.json["balance_transactions"]?.elements.count == 1)
        let again = try stripe.post("/v1/disputes/\(id)", "evidence[uncategorized_text]=winning_evidence")
        #expect(again.status == 400)
    }

    @Test("evidence can be kept back and submitted later; giving up loses")
    func staged() throws {
        var stripe = TestStripe()
        let id = try dispute(&stripe).id
        let staged = try stripe.post("/v1/disputes/\(id)", "evidence[customer_name]=Ada&submit=false")
        #expect(staged["status"] == "needs_response")
        #expect(staged["evidence_details.has_evidence"] == "true")
        #expect(staged["evidence_details.submission_count"] == "0")
        let submitted = try stripe.post("/v1/disputes/\(id)", "submit=true")
        #expect(submitted["status"] == "under_review")
        let other = try dispute(&stripe)
        let closed = try stripe.post("/v1/disputes/\(other.id)/close")
        #expect(closed["status"] == "lost")
        let gone = try stripe.get("/v1/disputes/du_x")
        #expect(gone.status == 404)
    }
}

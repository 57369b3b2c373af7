// Charges are made by intents: what is left to do with them alone.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct ChargeTests {
    @Test("a charge is never captured by itself: its intent is, and what is captured already says so")
    func captureOfCharge() throws {
        var stripe = TestStripe()
        let paid = try stripe.payment()
        let again = try stripe.post("/v1/charges/\(paid["latest_charge"] ?? "")/capture")
        #expect(again.status == 400)
        #expect(again["error.code"] == "charge_already_captured")
        _ = try stripe.pay("pm_card_visa_chargeDeclined")
        let failed = try stripe.get("/v1/charges", "limit=1").ids.first ?? ""
        let refused = try stripe.post("/v1/charges/\(failed)/capture")
        #expect(refused.status == 400)
        let unknown = try stripe.post("/v1/charges/ch_x/capture")
        #expect(unknown.status == 404)
    }
}

// Test cards by number and by token, where the account takes numbers.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct CardNumberTests {
    /// Stripe's table (Stripe, testing), with the name behind `pm_card_`.
    static let table = [
        ("4242424242424242", "visa"), ("4000056655665556", "visa_debit"),
        ("5555555555554444", "mastercard"), ("5200828282828210", "mastercard_debit"),
        ("5105105105105100", "mastercard_prepaid"), ("378282246310005", "amex"),
        ("6011111111111117", "discover"), ("3056930009020004", "diners"), ("3566002020360505", "jcb"),
        ("6200000000000005", "unionpay"), ("4000000000000002", "visa_chargeDeclined"),
        ("4000000000009995", "visa_chargeDeclinedInsufficientFunds"),
        ("4000000000009987", "visa_chargeDeclinedLostCard"),
        ("4000000000009979", "visa_chargeDeclinedStolenCard"),
        ("4000000000006975", "visa_chargeDeclinedVelocityLimitExceeded"),
        ("4000000000000069", "chargeDeclinedExpiredCard"),
        ("4000000000000127", "chargeDeclinedIncorrectCvc"),
        ("4000000000000119", "chargeDeclinedProcessingError"), ("4000000000000341", "chargeCustomerFail"),
        ("4100000000000019", "radarBlock"), ("4000002760003184", "authenticationRequired"),
        ("4000002500003155", "authenticationRequiredOnSetup"),
        ("4000003800000446", "authenticationRequiredSetupForOffSession"),
        ("4000008260003178", "authenticationRequiredChargeDeclinedInsufficientFunds"),
        ("4000000000003220", "threeDSecure2Required"),
        ("4000008400001629", "threeDSecureRequiredChargeDeclined"),
        ("4000000000003055", "threeDSecureOptional"), ("4000000000000259", "createDispute"),
        ("4000000000002685", "createDisputeProductNotReceived"),
        ("4000000000001976", "createDisputeInquiry"), ("4000000000007726", "pendingRefund"),
        ("4000000000005126", "refundFail"), ("4000000000000077", "bypassPending"),
        ("4000000000000101", "cvcCheckFail"), ("4000000000000036", "avsZipFail"),
    ]

    @Test("a number, its token and its payment method are the same card", arguments: table)
    func sameCard(number: String, name: String) throws {
        var stripe = TestStripe(settings: StubSettings(seed: 7, acceptsRawCards: true))
        let byNumber = try stripe.post(
            "/v1/payment_methods",
            "type=card&card[number]=\(number)&card[exp_month]=1&card[exp_year]=2040&card[cvc]=1234")
        #expect(byNumber["card.last4"] == String(number.suffix(4)), "\(byNumber.text)")
        #expect(byNumber["card.exp_month"] == "1")
        let plain = name.hasPrefix("visa_charge") ? String(name.dropFirst("visa_".count)) : name
        for token in Set([name, plain]) {
            let method = try stripe.post("/v1/payment_methods", "type=card&card[token]=tok_\(token)")
            #expect(method["card.fingerprint"] == byNumber["card.fingerprint"], "tok_\(token)")
        }
        let named = try stripe.get("/v1/payment_methods/pm_card_\(name)")
        #expect(named["card.fingerprint"] == byNumber["card.fingerprint"])
        #expect(!byNumber.text.contains(number))
    }

    @Test(
        "a number that cannot be, and a card that is over, are refused as a decline",
        arguments: [
            ("4242424242424241", "1", "2040", "incorrect_number", "number"),
            ("4242", "1", "2040", "incorrect_number", "number"),
            ("4242424242424242", "12", "2026", "invalid_expiry_year", "exp_year"),
            ("4242424242424242", "13", "2040", "invalid_expiry_month", "exp_month"),
        ])
    func refused(number: String, month: String, year: String, code: String, param: String) throws {
        var stripe = TestStripe(settings: StubSettings(seed: 7, acceptsRawCards: true))
        let reply = try stripe.post(
            "/v1/payment_methods",
            "type=card&card[number]=\(number)&card[exp_month]=\(month)&card[exp_year]=\(year)")
        #expect(reply.status == 402)
        #expect(reply["error.type"] == "card_error")
        #expect(reply["error.code"] == code)
        #expect(reply["error.param"] == param)
    }
}

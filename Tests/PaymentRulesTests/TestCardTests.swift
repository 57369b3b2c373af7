// Proves that a published number stands for Stripe's method of the same card, and no other number for any.
import Basics
import PaymentRules
import Testing

@Suite("Test cards", .timeLimit(.minutes(5)))
struct TestCardTests {
    /// docs.stripe.com/testing, by number; nil where a number has no name.
    static let published: [(number: String, name: String?)] = [
        ("4242424242424242", "visa"), ("4000056655665556", "visa_debit"), ("5555555555554444", "mastercard"),
        ("2223003122003222", nil), ("5200828282828210", "mastercard_debit"),
        ("5105105105105100", "mastercard_prepaid"), ("378282246310005", "amex"), ("371449635398431", "amex"),
        ("6011111111111117", "discover"), ("3056930009020004", "diners"), ("3566002020360505", "jcb"),
        ("6200000000000005", "unionpay"), ("4000000000000002", "visa_chargeDeclined"),
        ("4000000000009995", "visa_chargeDeclinedInsufficientFunds"),
        ("4000000000009987", "visa_chargeDeclinedLostCard"),
        ("4000000000009979", "visa_chargeDeclinedStolenCard"),
        ("4000000000006975", "visa_chargeDeclinedVelocityLimitExceeded"),
        ("4000000000000069", "chargeDeclinedExpiredCard"), ("4000000000000127", "chargeDeclinedIncorrectCvc"),
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

    @Test("each published number stands for the names of its own card", arguments: published)
    func known(number: String, name: String?) throws {
        let number = try #require(CardNumber(number))
        let card = TestCard.known(number)
        #expect(card?.paymentMethod == name.map { "pm_card_" + $0 })
        #expect(card?.token == name.map { "tok_" + $0 })
        #expect(number.passesLuhn)
    }

    @Test("no number beside them is known", arguments: published)
    func unknown(number: String, name _: String?) throws {
        for digit in "0123456789" where digit != number.last {
            let beside = try #require(CardNumber(number.dropLast() + String(digit)))
            #expect(TestCard.known(beside) == nil)
        }
        let longer = try #require(CardNumber(number + "0"))
        #expect(TestCard.known(longer) == nil)
    }
}

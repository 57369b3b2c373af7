// On a card's way to Stripe: the numbers that Stripe has published for tests, and the names that stand for them.
package import Basics

/// A test card by the names that Stripe takes in place of its number, which most accounts may not send
/// (docs.stripe.com/testing).
package struct TestCard: Sendable, Equatable {
    /// `pm_card_visa`: a new payment method each time it is used.
    package let paymentMethod: String
    /// `tok_visa`
    package let token: String

    private init(name: String) {
        paymentMethod = "pm_card_" + name
        token = "tok_" + name
    }

    /// nil for every other number, and for those of Stripe's that have no name.
    package static func known(_ number: CardNumber) -> TestCard? {
        published.first { number.isNumber($0.number) }.map { TestCard(name: $0.name) }
    }

    private static let published: [(number: String, name: String)] = [
        ("4242424242424242", "visa"),
        ("4000056655665556", "visa_debit"),
        ("5555555555554444", "mastercard"),
        ("5200828282828210", "mastercard_debit"),
        ("5105105105105100", "mastercard_prepaid"),
        ("378282246310005", "amex"),
        ("371449635398431", "amex"),
        ("6011111111111117", "discover"),
        ("3056930009020004", "diners"),
        ("3566002020360505", "jcb"),
        ("6200000000000005", "unionpay"),
        // Declined.
        ("4000000000000002", "visa_chargeDeclined"),
        ("4000000000009995", "visa_chargeDeclinedInsufficientFunds"),
        ("4000000000009987", "visa_chargeDeclinedLostCard"),
        ("4000000000009979", "visa_chargeDeclinedStolenCard"),
        ("4000000000006975", "visa_chargeDeclinedVelocityLimitExceeded"),
        ("4000000000000069", "chargeDeclinedExpiredCard"),
        ("4000000000000127", "chargeDeclinedIncorrectCvc"),
        ("4000000000000119", "chargeDeclinedProcessingError"),
        ("4000000000000341", "chargeCustomerFail"),
        ("4100000000000019", "radarBlock"),
        // The bank asks for the customer.
        ("4000002760003184", "authenticationRequired"),
        ("4000002500003155", "authenticationRequiredOnSetup"),
        ("4000003800000446", "authenticationRequiredSetupForOffSession"),
        ("4000008260003178", "authenticationRequiredChargeDeclinedInsufficientFunds"),
        ("4000000000003220", "threeDSecure2Required"),
        ("4000008400001629", "threeDSecureRequiredChargeDeclined"),
        ("4000000000003055", "threeDSecureOptional"),
        // Disputes, refunds and checks.
        ("4000000000000259", "createDispute"),
        ("4000000000002685", "createDisputeProductNotReceived"),
        ("4000000000001976", "createDisputeInquiry"),
        ("4000000000007726", "pendingRefund"),
        ("4000000000005126", "refundFail"),
        ("4000000000000077", "bypassPending"),
        ("4000000000000101", "cvcCheckFail"),
        ("4000000000000036", "avsZipFail"),
    ]
}

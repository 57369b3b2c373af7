// On a charge's way: every test card there is (Stripe, testing), by number and by name.

/// `pm_card_<name>` stands for a payment method and `tok_<name>` for a token.
enum CardTable {
    /// The card that a payment method's well-known name stands for.
    static func card(methodName: String) -> TestCard? {
        guard methodName.hasPrefix("pm_card_") else { return nil }
        return byName[String(methodName.dropFirst("pm_card_".count))]
    }

    /// The card that a token stands for. Some tokens of Visa cards are known without the brand too.
    static func card(token: String) -> TestCard? {
        guard token.hasPrefix("tok_") else { return nil }
        let name = String(token.dropFirst("tok_".count))
        return byName[name] ?? byName["visa_\(name)"]
    }

    static func card(number: String) -> TestCard? { byNumber[number] }

    /// Whether the digits end in their check digit (ISO/IEC 7812-1, Luhn).
    static func isWellFormed(number: String) -> Bool {
        let digits = number.utf8.map { Int($0) - Int(UInt8(ascii: "0")) }
        guard (12...19).contains(digits.count), digits.allSatisfy((0...9).contains) else { return false }
        var sum = 0
        for (index, digit) in digits.reversed().enumerated() {
            let doubled = index.isMultiple(of: 2) ? digit : digit * 2
            sum += doubled > 9 ? doubled - 9 : doubled
        }
        return sum.isMultiple(of: 10)
    }

    private static let byName: [String: TestCard] = Dictionary(
        entries.compactMap { entry in entry.name.map { ($0, entry.card) } },
        uniquingKeysWith: { first, _ in first })
    private static let byNumber: [String: TestCard] = Dictionary(
        entries.map { ($0.number, $0.card) }, uniquingKeysWith: { first, _ in first })

    private struct Entry: Sendable {
        let number: String
        let name: String?
        let card: TestCard

        init(_ number: String, _ name: String?, _ card: (String) -> TestCard) {
            self.number = number
            self.name = name
            self.card = card(number)
        }
    }

    private static func entry(
        _ number: String, _ name: String?, _ brand: TestCard.Brand = .visa,
        _ funding: TestCard.Funding = .credit, refusal: TestCard.Refusal = .none,
        asks authentication: TestCard.Authentication = .never
    ) -> Entry {
        Entry(number, name) {
            TestCard($0, brand, funding, refusal: refusal, authentication: authentication)
        }
    }

    private static let entries = successes + declines + authentications + others

    private static let successes = [
        entry("4242424242424242", "visa"),
        entry("4000056655665556", "visa_debit", .visa, .debit),
        entry("5555555555554444", "mastercard", .mastercard),
        entry("2223003122003222", nil, .mastercard),
        entry("5200828282828210", "mastercard_debit", .mastercard, .debit),
        entry("5105105105105100", "mastercard_prepaid", .mastercard, .prepaid),
        entry("378282246310005", "amex", .amex),
        entry("371449635398431", nil, .amex),
        entry("6011111111111117", "discover", .discover),
        entry("3056930009020004", "diners", .diners),
        entry("3566002020360505", "jcb", .jcb),
        entry("6200000000000005", "unionpay", .unionpay),
    ]

    private static let declines = [
        entry("4000000000000002", "visa_chargeDeclined", refusal: .everywhere(.generic)),
        entry(
            "4000000000009995", "visa_chargeDeclinedInsufficientFunds",
            refusal: .everywhere(.insufficientFunds)),
        entry("4000000000009987", "visa_chargeDeclinedLostCard", refusal: .everywhere(.lostCard)),
        entry("4000000000009979", "visa_chargeDeclinedStolenCard", refusal: .everywhere(.stolenCard)),
        entry(
            "4000000000006975", "visa_chargeDeclinedVelocityLimitExceeded",
            refusal: .everywhere(.velocityExceeded)),
        entry("4000000000000069", "chargeDeclinedExpiredCard", refusal: .everywhere(.expiredCard)),
        entry("4000000000000127", "chargeDeclinedIncorrectCvc", refusal: .everywhere(.incorrectCVC)),
        entry("4000000000000119", "chargeDeclinedProcessingError", refusal: .everywhere(.processingError)),
        entry("4000000000000341", "chargeCustomerFail", refusal: .chargesOnly(.generic)),
        entry("4100000000000019", "radarBlock", refusal: .everywhere(.blocked)),
    ]

    private static let authentications = [
        entry("4000002760003184", "authenticationRequired", asks: .always),
        entry("4000002500003155", "authenticationRequiredOnSetup", asks: .untilSetUp),
        entry("4000003800000446", "authenticationRequiredSetupForOffSession", asks: .onSessionOnly),
        entry(
            "4000008260003178", "authenticationRequiredChargeDeclinedInsufficientFunds",
            refusal: .chargesOnly(.insufficientFunds), asks: .always),
        entry("4000000000003220", "threeDSecure2Required", asks: .always),
        entry(
            "4000008400001629", "threeDSecureRequiredChargeDeclined", refusal: .chargesOnly(.generic),
            asks: .always),
        entry("4000000000003055", "threeDSecureOptional"),
        entry("378282246310005", "amex_threeDSecureNotSupported", .amex),
    ]

    private static let others = [
        Entry("4000000000000259", "createDispute") { TestCard($0, dispute: .fraudulent) },
        Entry("4000000000002685", "createDisputeProductNotReceived") {
            TestCard($0, dispute: .productNotReceived)
        },
        Entry("4000000000001976", "createDisputeInquiry") { TestCard($0, dispute: .inquiry) },
        Entry("4000000000000077", "bypassPending") { TestCard($0, settlesAtOnce: true) },
        Entry("4000000000005126", "refundFail") { TestCard($0, refunds: .failsLater) },
        Entry("4000000000007726", "pendingRefund") { TestCard($0, refunds: .pendingFirst) },
        Entry("4000000000000101", "cvcCheckFail") { TestCard($0, cvcCheck: "fail") },
        Entry("4000000000000036", "avsZipFail") { TestCard($0, postalCodeCheck: "fail") },
    ]
}

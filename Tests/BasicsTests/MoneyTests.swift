// Proves currencies and the ids of Stripe's objects.
import Basics
import Testing

@Suite("Money and ids", .timeLimit(.minutes(5)))
struct MoneyTests {
    @Test("a currency is three lower-case letters", arguments: ["", "us", "usdd", "USD", "u$d", "us1", "ус"])
    func currencyRefused(code: String) {
        #expect(Currency(code) == nil)
    }

    @Test("equal amounts of different currencies differ")
    func currencies() {
        #expect(Currency("usd") == .usd)
        let dollars = Money(minorUnits: 100, currency: .usd)
        #expect(Currency("eur").map { Money(minorUnits: 100, currency: $0) } != dollars)
        #expect(dollars == Money(minorUnits: 100, currency: .usd))
    }

    @Test(
        "an id that could leave its place in a path is none",
        arguments: ["", "..", "a/b", "a b", "a%2F", "a?", "é", "a\n"])
    func unsafeIDs(text: String) {
        #expect(PaymentIntentID(text) == nil)
    }

    @Test("ids of Stripe's are kept as they are, up to 255 characters")
    func safeIDs() {
        #expect(PaymentIntentID("pi_3Abc-9")?.text == "pi_3Abc-9")
        #expect(CustomerID("ci_invalid")?.description == "ci_invalid")
        #expect(PaymentIntentID(String(repeating: "a", count: 255)) != nil)
        #expect(PaymentIntentID(String(repeating: "a", count: 256)) == nil)
    }
}

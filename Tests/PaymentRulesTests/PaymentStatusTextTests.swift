// Proves what people read about a payment, to the letter.
import Basics
import PaymentRules
import Testing

@Suite("Payment status texts", .timeLimit(.minutes(5)))
struct PaymentStatusTextTests {
    private func dollars(_ cents: Int64) -> Money { Money(minorUnits: cents, currency: .usd) }

    @Test(
        "each status has its message and its icon",
        arguments: [
            (.authorized, "$96.00 reserved • Charged after lesson", "💳"),
            (.captured, "$48.50 paid", "✅"),
            (.refunded, "$0.05 refunded", "↩️"),
            (.pending, "Payment pending", "⏳"),
            (.failed, "Payment failed • Please use another card", "❌"),
            (.released, "Nothing was charged", "⏳"),
        ] as [(PaymentStatus, String, String)])
    func texts(status: PaymentStatus, message: String, icon: String) {
        let text = status.message(authorized: dollars(9600), captured: dollars(4850), refunded: dollars(5))
        #expect(Array(text.unicodeScalars) == Array(message.unicodeScalars))
        #expect(Array(status.icon.unicodeScalars) == Array(icon.unicodeScalars))
    }

    @Test("the words in tables and answers are the documented ones")
    func words() {
        #expect(
            PaymentStatus.allCases.map(\.rawValue)
                == ["pending", "authorized", "captured", "failed", "refunded", "released"])
        #expect(BookingStatus.allCases.map(\.rawValue) == ["scheduled", "completed", "cancelled", "no_show"])
        #expect(
            MoneyVerb.allCases.map(\.rawValue)
                == ["save_card", "authorize", "renew", "capture", "release", "charge", "refund"])
        #expect(ReleaseCause.allCases.map(\.rawValue) == ["released", "hold_expired", "canceled_elsewhere"])
    }
}

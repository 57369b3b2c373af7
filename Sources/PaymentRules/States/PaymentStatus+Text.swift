// On the way to people: what the status page and the answers say about a payment.
package import Basics

extension PaymentStatus {
    /// One sentence for the student. Each status names its own amount: what is held, what was taken, what went back.
    package func message(authorized: Money, captured: Money, refunded: Money) -> String {
        switch self {
        case .pending: "Payment pending"
        case .authorized: "\(authorized.displayText) reserved • Charged after lesson"
        case .captured: "\(captured.displayText) paid"
        case .failed: "Payment failed • Please use another card"
        case .refunded: "\(refunded.displayText) refunded"
        case .released: "Nothing was charged"
        }
    }

    package var icon: String {
        switch self {
        case .pending, .released: "⏳"
        case .authorized: "💳"
        case .captured: "✅"
        case .failed: "❌"
        case .refunded: "↩️"
        }
    }
}

extension Booking {
    /// What the student reads of its payment.
    package var paymentMessage: String {
        func money(_ amount: Int64) -> Money { Money(minorUnits: amount, currency: currency) }
        return standing.status.message(
            authorized: money(standing.authorizedAmount ?? amount),
            captured: money(standing.capturedAmount ?? amount), refunded: money(standing.refundAmount))
    }
}

// On a webhook's way out: what it says.
internal import Basics
internal import PaymentRules
internal import Store

/// An event as its receiver reads it. It is made of what was true when it came about, and not of how the payment stands
/// now, so that each attempt says the same, byte for byte.
struct HookBody: Sendable {
    let type: ServiceEventType
    /// What the caller knows the payment by.
    let payment: String
    /// What was authorized, collected, given back.
    let amount: Money
    let createdAt: Int64

    var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("type", type.rawValue)
        writer.member("timestamp", CivilTime.rfc3339(createdAt))
        writer.name("data")
        writer.beginObject()
        writer.member("id", payment)
        writer.member("status", type.status.rawValue)
        writer.name("amount")
        writer.raw(amount.decimalText.utf8)
        writer.member("amount_minor", amount.minorUnits)
        writer.member("currency", amount.currency.code)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}

extension HookBody {
    /// nil when the entry is of no event of a service's payment.
    init?(_ entry: OutboxEntry, _ payment: ServicePayment, _ currency: Currency) {
        guard let type = ServiceEventType(rawValue: entry.template), let amount = entry.amount else {
            return nil
        }
        self.type = type
        self.payment = payment.name
        self.amount = Money(minorUnits: amount, currency: currency)
        createdAt = entry.createdAt
    }
}

extension ServiceEventType {
    /// How the payment stood when the event came about.
    var status: PaymentStatus {
        switch self {
        case .authorized: .authorized
        case .captured: .captured
        case .released: .released
        case .refunded: .refunded
        case .failed: .failed
        }
    }
}

// On an answer's way: the customers whose last payment failed, for programs, spreadsheets and people.
internal import Basics
internal import Payments

struct FailedPaymentsBody: Sendable {
    let payments: [FailedPayment]

    static let schema = JSONSchema.named(
        "FailedPayments",
        .array(
            of: .object([
                "customer": .object(["id": .stripeID, "email": .string.orNull, "name": .string.orNull]),
                "payment_intent": .object([
                    "created": .integer.saying("Unix seconds."), "description": .string.orNull,
                    "status": .constant("failed"), "error": .string.orNull, "decline_code": .string.orNull,
                ]),
                "payment_method": .object(["last4": .string.orNull, "brand": .string.orNull]),
            ])))

    /// An array of `{customer, payment_intent, payment_method}`. The intent's status is `failed`, which is what became
    /// of the payment; Stripe's own word would be `requires_payment_method`.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginArray()
        for payment in payments { Self.write(payment, to: &writer) }
        writer.endArray()
        return writer.bytes
    }

    var csv: CSV {
        var csv = CSV([
            "customer_id", "email", "name", "created", "description", "error", "decline_code", "last4",
            "brand",
        ])
        for payment in payments {
            csv.add([
                payment.customer.text, payment.email, payment.name, "\(payment.created)", payment.description,
                payment.error, payment.declineCode, payment.cardLast4, payment.cardBrand,
            ])
        }
        return csv
    }

    var text: String {
        guard !payments.isEmpty else { return "Nobody's last payment failed." }
        let lines = payments.map { payment in
            let card = "\(payment.cardBrand ?? "card") \(payment.cardLast4 ?? "????")"
            let reason = [payment.error, payment.declineCode].compactMap { $0 }.joined(separator: "/")
            return "\(payment.customer)  \(payment.email ?? "-")  \(payment.name ?? "-")  \(card)  \(reason)"
        }
        return lines.joined(separator: "\n")
    }

    private static func write(_ payment: FailedPayment, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("customer")
        writer.beginObject()
        writer.member("id", payment.customer.text)
        writer.nullable("email", payment.email)
        writer.nullable("name", payment.name)
        writer.endObject()
        writer.name("payment_intent")
        writer.beginObject()
        writer.member("created", payment.created)
        writer.nullable("description", payment.description)
        writer.member("status", "failed")
        writer.nullable("error", payment.error)
        writer.nullable("decline_code", payment.declineCode)
        writer.endObject()
        writer.name("payment_method")
        writer.beginObject()
        writer.nullable("last4", payment.cardLast4)
        writer.nullable("brand", payment.cardBrand)
        writer.endObject()
        writer.endObject()
    }
}

extension JSONWriter {
    fileprivate mutating func nullable(_ name: StaticString, _ value: String?) {
        if let value {
            member(name, value)
        } else {
            self.name(name)
            null()
        }
    }
}

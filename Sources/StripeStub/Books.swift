// Beside every call: what money moved, for whoever has to prove it.

/// A summary to assert on: what each intent holds, took and gave back.
package struct Books: Sendable, Equatable {
    package struct Intent: Sendable, Equatable {
        package let status: String
        package let amount: Int64
        package let amountCapturable: Int64
        package let amountReceived: Int64
        /// Of money that had been taken; a hold let go does not count.
        package let amountRefunded: Int64
    }

    /// By id.
    package let intents: [String: Intent]
    package let chargeCount: Int
    /// All Refund objects, those of holds let go by older versions among them.
    package let refundCount: Int
    package let customerCount: Int

    package var amountCapturable: Int64 { intents.values.reduce(0) { $0 + $1.amountCapturable } }
    package var amountReceived: Int64 { intents.values.reduce(0) { $0 + $1.amountReceived } }
    package var amountRefunded: Int64 { intents.values.reduce(0) { $0 + $1.amountRefunded } }
}

extension Stub {
    /// Looks at everything: for tests and demos, not for a request's way.
    package var books: Books {
        var intents: [String: Books.Intent] = [:]
        for intent in paymentIntents.items {
            let returned = charges.items(under: intent.id).reduce(0) { $0 + $1.amountReturned }
            intents[intent.id] = Books.Intent(
                status: intent.status.rawValue, amount: intent.amount,
                amountCapturable: intent.amountCapturable, amountReceived: intent.amountReceived,
                amountRefunded: returned)
        }
        return Books(
            intents: intents, chargeCount: charges.items.count, refundCount: refunds.items.count,
            customerCount: customers.items.filter { !$0.isDeleted }.count)
    }
}

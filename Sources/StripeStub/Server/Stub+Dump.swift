// Around the stub: its objects, one a line.
internal import Basics

extension Stub {
    static let dumpedTypes = [
        "account", "application_fee", "balance_transaction", "charge", "customer", "dispute", "event",
        "fee_refund", "payment_intent", "payment_method", "refund", "setup_intent", "transfer",
        "transfer_reversal", "webhook_endpoint",
    ]

    /// Oldest first, in the account's version. Nil for a type that is not dumped.
    func objects(type: String, from: Int, limit: Int, now: Int64) -> [StubJSON]? {
        let view = View(version: .accountDefault, now: now)
        func page<Item>(_ shelf: Shelf<Item>, _ json: (Item) -> StubJSON) -> [StubJSON] {
            shelf.items.dropFirst(from).prefix(limit).map(json)
        }
        switch type {
        case "account": return page(accounts) { json($0) }
        case "application_fee": return page(applicationFees) { json($0, view) }
        case "fee_refund": return page(feeRefunds) { json($0, view) }
        case "transfer": return page(transfers) { json($0, view) }
        case "transfer_reversal": return page(transferReversals) { json($0, view) }
        case "balance_transaction": return page(balanceTransactions) { json($0, view) }
        case "dispute": return page(disputes) { json($0, view) }
        case "event": return page(events) { json($0, in: .accountDefault) }
        case "setup_intent": return page(setupIntents) { json($0, view) }
        case "webhook_endpoint": return page(webhookEndpoints) { json($0) }
        case "customer": return page(customers) { json($0, view) }
        case "payment_method": return page(paymentMethods) { json($0, view) }
        case "payment_intent": return page(paymentIntents) { json($0, view) }
        case "charge": return page(charges) { json($0, view) }
        case "refund": return page(refunds) { json($0, view) }
        default: return nil
        }
    }
}

extension StubJSON {
    /// Without the line ends of Stripe's own writing.
    func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let flag): writer.bool(flag)
        case .integer(let number): writer.integer(number)
        case .text(let text): writer.string(text)
        case .array(let elements):
            writer.beginArray()
            for element in elements { element.write(to: &writer) }
            writer.endArray()
        case .object(let members):
            writer.beginObject()
            for member in members {
                writer.name(escaping: member.name)
                member.value.write(to: &writer)
            }
            writer.endObject()
        }
    }
}

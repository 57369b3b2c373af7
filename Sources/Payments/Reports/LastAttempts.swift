// On a report's way: each customer's last attempt to pay.
internal import Basics
internal import StripeClient

/// The last attempt of each customer within a window, from the account's PaymentIntents. What an intent is *for* does
/// not matter: a customer who paid something since has a card that works.
struct LastAttempts: WindowSum {
    static let expand = ["data.latest_charge"]

    struct Entry: Sendable {
        let customer: CustomerID
        /// Unix seconds: when the card was asked, then when the intent was made.
        let time: (asked: Int64, created: Int64)
        /// nil when it did not fail.
        let failure: FailedAttempt?
    }

    private var last: [CustomerID: Entry] = [:]

    /// Those that failed, the newest first.
    var failures: [FailedAttempt] {
        last.values.compactMap(\.failure).sorted {
            ($0.created, $0.customer.text) > ($1.created, $1.customer.text)
        }
    }

    /// nil for a payment of nobody's, and for an intent whose card was never asked.
    static func entry(of intent: PaymentIntent) -> Entry? {
        guard let customer = intent.customer, let created = intent.created else { return nil }
        let charge = intent.latestCharge
        let error = intent.lastError
        let time = (asked: charge?.created ?? created, created: created)
        switch intent.status {
        case .succeeded, .requiresCapture, .processing, .requiresAction:
            return Entry(customer: customer, time: time, failure: nil)
        case .requiresPaymentMethod, .requiresConfirmation, .canceled, .other:
            guard charge != nil || error != nil else { return nil }
            guard error != nil || charge?.isFailed == true else {
                return Entry(customer: customer, time: time, failure: nil)
            }
            let failure = FailedAttempt(
                customer: customer, created: created, description: intent.description,
                error: charge?.outcomeType ?? error?.code, declineCode: error?.declineCode,
                card: error?.paymentMethod ?? charge?.paymentMethod)
            return Entry(customer: customer, time: time, failure: failure)
        }
    }

    /// Of two that are of the same second the newer one comes first, and stays.
    mutating func add(_ entry: Entry) {
        if let known = last[entry.customer], known.time >= entry.time { return }
        last[entry.customer] = entry
    }
}

struct FailedAttempt: Sendable {
    let customer: CustomerID
    /// Of the intent, in Unix seconds.
    let created: Int64
    let description: String?
    let error: String?
    let declineCode: String?
    let card: PaymentMethodID?
}

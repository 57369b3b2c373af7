// On a report's way: what lesson payments brought in, and what they cost.
internal import StripeClient

/// Lesson payments of a window, from the account's balance transactions: each movement of money is one of them and has
/// its own time, so a capture counts when it was captured and not when the card was asked, and a refund or a dispute
/// counts when it happened, whenever its charge was.
package struct LessonTotal: Sendable, Equatable {
    /// In minor units of one currency.
    package struct Sums: Sendable, Equatable {
        /// What was captured in the window, before everything below.
        package fileprivate(set) var payments: Int64 = 0
        /// What the balance changed by.
        package fileprivate(set) var net: Int64 = 0
        /// Stripe's fees, refunds, and what disputes took, less what came back of them.
        package var fees: Int64 { payments - net }
    }

    private var sums: [String: Sums] = [:]

    /// Nothing in a currency is zero.
    package subscript(currency: String) -> Sums { sums[currency] ?? Sums() }

    /// The codes of the currencies in which something moved, in their order. They are not added to each other.
    package var currencies: [String] { sums.keys.sorted() }
}

extension LessonTotal: WindowSum {
    struct Entry: Sendable {
        let currency: String
        let captured: Int64
        let net: Int64
    }

    /// One path for charges, refunds and disputes: all name their intent, whose metadata says whether it is a lesson's.
    /// A charge has metadata too, but only a copy from when the card was asked.
    static let expand = ["data.source.payment_intent"]

    static func entry(of transaction: BalanceTransaction) -> Entry? {
        let mark = ScheduleLesson.mark
        guard transaction.paymentIntent?.metadata(mark.name) == mark.value else { return nil }
        return Entry(
            currency: transaction.currency, captured: transaction.isPayment ? captured(transaction) : 0,
            net: transaction.net)
    }

    /// Before Stripe's version 2025-03-31 the balance gets the whole hold and gives the uncaptured part back in a
    /// second movement, of the same moment; what was captured is then only in the charge. A charge in a currency that
    /// the balance does not have was changed into it, and its movement alone says at what price.
    private static func captured(_ transaction: BalanceTransaction) -> Int64 {
        guard let charge = transaction.charge, charge.currency == transaction.currency,
            let captured = charge.amountCaptured
        else { return transaction.amount }
        return captured
    }

    mutating func add(_ entry: Entry) {
        sums[entry.currency, default: Sums()].add(entry)
    }
}

extension LessonTotal.Sums {
    fileprivate mutating func add(_ entry: LessonTotal.Entry) {
        payments += entry.captured
        net += entry.net
    }
}

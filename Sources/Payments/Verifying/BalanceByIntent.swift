// On the way of a comparison of the books: what Stripe's balance moved, gathered by payment.
internal import Basics
internal import StripeClient

/// Balance transactions of a window, each by the intent that it comes from: charges, refunds and disputes name theirs;
/// transfers and the platform's fees name a charge, and what comes back of them names them.
struct BalanceByIntent: WindowSum {
    static let expand = ["data.source.payment_intent"]

    struct Entry: Sendable {
        let subject: BalanceTransaction.Subject
        let source: String?
        let isPayment: Bool
        /// The operation here that made the intent, if one did.
        let mark: String?
        let sums: Sums
    }

    /// In minor units of the balance's currency.
    struct Sums: Sendable, Equatable {
        /// Before Stripe's fees.
        var gross: Int64 = 0
        var net: Int64 = 0
        /// What a connected account got, less what came back from it.
        var passedOn: Int64 = 0
        var currencies: Set<String> = []

        mutating func add(_ other: Sums) {
            gross += other.gross
            net += other.net
            passedOn += other.passedOn
            currencies.formUnion(other.currencies)
        }
    }

    private var sums: [BalanceTransaction.Subject: Sums] = [:]
    private var intentsByCharge: [String: PaymentIntentID] = [:]
    private var chargesByShare: [BalanceTransaction.Subject: String] = [:]
    /// Those whose charge is in the window, and with it everything that the balance ever moved for them.
    private(set) var charged: Set<PaymentIntentID> = []
    private(set) var marks: [PaymentIntentID: String] = [:]

    static func entry(of transaction: BalanceTransaction) -> Entry? {
        guard let subject = transaction.subject else { return nil }
        let isOfIntent = if case .intent = subject { true } else { false }
        return Entry(
            subject: subject, source: transaction.sourceID, isPayment: transaction.isPayment,
            mark: transaction.paymentIntent?.metadata(MovementCall.mark),
            sums: Sums(
                gross: transaction.amount, net: transaction.net,
                passedOn: isOfIntent ? 0 : -transaction.amount, currencies: [transaction.currency]))
    }

    mutating func add(_ entry: Entry) {
        sums[entry.subject, default: Sums()].add(entry.sums)
        switch (entry.subject, entry.source) {
        case (.intent(let intent), let source):
            if let mark = entry.mark { marks[intent] = mark }
            guard entry.isPayment, let source else { return }
            charged.insert(intent)
            intentsByCharge[source] = intent
        case (.charge(let charge), let source?):
            chargesByShare[.transfer(source)] = charge
            chargesByShare[.applicationFee(source)] = charge
        case (.charge, nil), (.transfer, _), (.applicationFee, _): return
        }
    }

    /// What is of no intent in the window is left out: it is of an older charge.
    var byIntent: [PaymentIntentID: Sums] {
        var byIntent: [PaymentIntentID: Sums] = [:]
        for (subject, sums) in sums {
            let intent: PaymentIntentID?
            switch subject {
            case .intent(let id): intent = id
            case .charge(let charge): intent = intentsByCharge[charge]
            case .transfer, .applicationFee: intent = chargesByShare[subject].flatMap { intentsByCharge[$0] }
            }
            if let intent { byIntent[intent, default: Sums()].add(sums) }
        }
        return byIntent
    }
}

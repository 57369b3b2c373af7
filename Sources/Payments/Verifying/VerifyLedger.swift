// Beside every request's way: the books compared with Stripe's, to the cent.
package import Basics
package import PaymentRules
internal import Store
internal import StripeClient

/// Compares what the ledger says that each payment moved at Stripe with what Stripe's balance moved for it.
///
/// A charge comes before everything else that the balance moves for a payment. So where the charge is in the window,
/// all of it is, and both sides are compared whole: no clock but Stripe's decides what is compared.
package struct VerifyLedger: Sendable {
    let database: any Database
    let stripe: StripeClient
    let reports: Reports

    /// Of one read from the database.
    private static let pageSize: Int64 = 1000

    /// - Parameter since: Unix seconds; payments that were charged before, by Stripe's clock, are not compared.
    /// - Throws: `ReportFailure` when a part of Stripe's is not to be had, or a `StoreFailure`.
    package func compare(
        since: Int64, progress: @escaping @Sendable (ReportProgress) -> Void
    ) async throws -> LedgerComparison {
        // What changed here while Stripe was read is told apart by reading here twice.
        let before = try await standings()
        let stripes: BalanceByIntent
        do throws(StripeFailure) {
            stripes = try await reports.sum(
                ReportWindow(since: since, until: nil), BalanceByIntent(), at: .balanceTransactions,
                BalanceByIntent.expand, progress)
        } catch {
            throw ReportFailure(error)
        }
        let after = try await standings()
        let sums = stripes.byIntent
        var comparison = LedgerComparison()
        for standing in after.values.sorted(by: { $0.payment < $1.payment }) {
            guard try await isInWindow(standing, stripes, since) else { continue }
            if standing.isMoving || before[standing.intent] != standing {
                comparison.movingCount += 1
            } else {
                comparison.add(standing, sums[standing.intent] ?? .init())
            }
        }
        for intent in stripes.charged.sorted(by: { $0.text < $1.text }) where after[intent] == nil {
            try await addUnknown(intent, stripes.marks[intent], sums[intent] ?? .init(), to: &comparison)
        }
        return comparison
    }

    private func standings() async throws -> [PaymentIntentID: LedgerStanding] {
        var standings: [PaymentIntentID: LedgerStanding] = [:]
        var last: Int64? = 0
        while let id = last {
            let page = try await database.read { tx in
                try await tx.ledgerStandings(after: id, limit: Self.pageSize)
            }
            for standing in page { standings[standing.intent] = standing }
            last = page.last?.payment
        }
        return standings
    }

    /// What is captured here and not in the window was perhaps charged before it, and told late.
    private func isInWindow(
        _ standing: LedgerStanding, _ stripes: BalanceByIntent, _ since: Int64
    ) async throws -> Bool {
        if stripes.charged.contains(standing.intent) { return true }
        guard let capturedAt = standing.capturedAt, capturedAt >= since else { return false }
        do throws(StripeFailure) {
            let intent = try await stripe.retrievePaymentIntent(
                standing.intent, expand: ["latest_charge.balance_transaction"], deadline: stripe.deadline())
            let charged = intent.object.latestCharge?.expandedBalanceTransaction?.created
            return charged.map { $0 >= since } ?? true
        } catch {
            if error.isResourceMissing { return true }
            throw ReportFailure(error)
        }
    }

    /// Money that an operation here moved, and that no payment here goes by.
    private func addUnknown(
        _ intent: PaymentIntentID, _ mark: String?, _ sums: BalanceByIntent.Sums,
        to comparison: inout LedgerComparison
    ) async throws {
        // Other intents of the account are another business'.
        guard let mark else { return }
        let operation = try await database.read { tx in
            if let id = Int64(mark) { try await tx.operation(id) } else { nil as Operation? }
        }
        if let operation, operation.state == .open {
            comparison.movingCount += 1
        } else {
            comparison.add(unknown: intent, of: operation?.paymentID, sums)
        }
    }
}

/// What a comparison came to. Amounts are minor units.
package struct LedgerComparison: Sendable, Equatable {
    package struct Difference: Sendable, Equatable {
        /// nil when nothing here goes by the intent.
        package let payment: Int64?
        package let intent: PaymentIntentID
        package let account: LedgerAccount
        package let currency: String
        package let ours: Int64
        package let stripes: Int64
    }

    package private(set) var comparedCount = 0
    package private(set) var differences: [Difference] = []
    /// Not compared: something happened to them meanwhile.
    package fileprivate(set) var movingCount = 0
    /// Not compared: Stripe keeps their money in another currency than the payment's.
    package private(set) var exchangedCount = 0

    fileprivate mutating func add(_ ours: LedgerStanding, _ stripes: BalanceByIntent.Sums) {
        guard stripes.currencies.isSubset(of: [ours.currency.code]) else {
            exchangedCount += 1
            return
        }
        comparedCount += 1
        func compare(_ account: LedgerAccount, _ here: Int64, _ there: Int64) {
            guard here != there else { return }
            differences.append(
                Difference(
                    payment: ours.payment, intent: ours.intent, account: account,
                    currency: ours.currency.code, ours: here, stripes: there))
        }
        // Of lessons the ledger leaves Stripe's fees out; of gigs it has them.
        compare(.stripeBalance, ours.stripeBalance, ours.kind == .gig ? stripes.net : stripes.gross)
        if ours.kind == .gig { compare(.teacherBalances, ours.teacherBalance, stripes.passedOn) }
    }

    fileprivate mutating func add(
        unknown intent: PaymentIntentID, of payment: Int64?, _ stripes: BalanceByIntent.Sums
    ) {
        comparedCount += 1
        guard stripes.gross != 0 else { return }
        differences.append(
            Difference(
                payment: payment, intent: intent, account: .stripeBalance,
                currency: stripes.currencies.sorted().first ?? "", ours: 0, stripes: stripes.gross))
    }
}

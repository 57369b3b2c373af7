// Beside every request's way: holds that another service had placed and that it says nothing more about.
internal import Basics
internal import PaymentRules
internal import Store

extension Jobs {
    /// Before the hold's end: two runs of the job, one of which may fail.
    static let unclaimedSeconds: Int64 = 2 * 3600 + 600

    /// Nobody completed them, and they end soon. A hold that is let go is back on the card's limit days before one that
    /// ends by itself; and its service is told while it can still act.
    func releaseUnclaimed() async throws -> JobRun {
        let end = clock.nowSeconds + Self.unclaimedSeconds
        let due = try await database.read { tx in
            try await tx.serviceHolds(endingBefore: end, limit: Self.runMax)
        }
        return await releaseUnclaimed(due.map(\.id))
    }

    func releaseUnclaimed(_ payments: [Int64]) async -> JobRun {
        let end = clock.nowSeconds + Self.unclaimedSeconds
        return await each(.checkExpiring, payments) { id in
            let operation = try await database.transaction { tx in try await beginRelease(id, end, in: tx) }
            return try await finish(operation)
        }
    }

    private func beginRelease(_ id: Int64, _ end: Int64, in tx: any Transaction) async throws -> Operation? {
        guard let (payment, _) = try await lockFree(payment: id, in: tx), payment.kind == .service,
            payment.status == .authorized, let holdEnd = payment.authorizationExpiresAt, holdEnd < end
        else { return nil }
        try await tx.setOwed(0, ofServicePayment: id)
        return try await movements.pursue(
            0, payment, cause: "the hold was not completed and would have ended soon", in: tx)
    }
}

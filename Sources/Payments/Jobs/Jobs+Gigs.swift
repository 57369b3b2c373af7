// Beside every request's way: booked gigs that no teacher has answered.
internal import Basics
internal import PaymentRules
internal import Store

extension Jobs {
    /// All that was paid is given back.
    func expireUnanswered() async throws -> JobRun {
        let now = clock.nowSeconds
        let due = try await database.read { tx in
            try await tx.gigsToAnswer(by: now, limit: Self.runMax).map { $0.0.id }
        }
        return await expireUnanswered(due)
    }

    func expireUnanswered(_ payments: [Int64]) async -> JobRun {
        let now = clock.nowSeconds
        return await each(.expireUnanswered, payments) { payment in
            let refund = try await database.transaction { tx in try await expire(payment, now, in: tx) }
            return try await finish(refund)
        }
    }

    private func expire(_ id: Int64, _ now: Int64, in tx: any Transaction) async throws -> Operation? {
        guard let payment = try await tx.lockPayment(id),
            let booking = try await tx.gigBooking(ofPayment: id), booking.status == .requested,
            booking.confirmBy <= now
        else { return nil }
        return try await movements.end(
            booking, payment, as: .expired, cause: "the teacher did not answer in time", in: tx)
    }
}

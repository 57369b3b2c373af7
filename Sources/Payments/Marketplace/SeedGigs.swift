// At the start, in the sandbox: a teacher who can be paid, and what they offer.
package import Basics
internal import PaymentRules
internal import Store

extension Marketplace {
    /// Does nothing when the teacher has an account: a sandbox that keeps its data was here before.
    ///
    /// - Parameter account: Stripe pays it already.
    package func seed(
        _ gigs: [NewGig], of teacher: Int64, paidTo account: AccountID
    ) async throws(BookingFailure) {
        try await storing { [self] in
            try await database.transaction { tx in
                let now = clock.nowSeconds
                let isNew = try await tx.insertIfNew(
                    TeacherAccount(instructorID: teacher, account: account, canBePaid: true), now: now)
                guard isNew else { return }
                for gig in gigs {
                    _ = try await tx.insertGig(
                        instructorID: teacher, title: gig.title, description: gig.description,
                        amount: gig.amount, currency: .usd, isActive: gig.isActive, seats: gig.seats, now: now
                    )
                }
            }
        }
    }
}

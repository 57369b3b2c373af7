// On a marketplace request's way: a teacher's own account at Stripe, where their part of what students pay goes.
internal import Basics
package import PaymentRules
internal import Store
internal import StripeClient

package struct TeacherOnboarding: Sendable {
    package let account: TeacherAccount
    /// A page of Stripe's where the teacher gives their details, good once and for minutes; nil once Stripe pays them.
    package let url: String?
}

extension Marketplace {
    private static let noTeacher = BookingFailure.notFound("teacher")

    /// `POST /api/teachers/{id}/stripe-account/`. The account is made once; what Stripe wants of the teacher is asked
    /// anew each time.
    package func onboard(
        teacher id: Int64, for viewer: BookingViewer, returnURL: String, refreshURL: String
    ) async throws(BookingFailure) -> TeacherOnboarding {
        guard viewer == .everyone || viewer == .instructor(id) else { throw Self.noTeacher }
        let account = try await account(ofTeacher: id)
        let (canBePaid, url) = try await asking { [stripe] () async throws(StripeFailure) in
            let deadline = stripe.deadline()
            let now = try await stripe.retrieveAccount(account, deadline: deadline).object
            if now.canBePaid { return (true, String?.none) }
            let link = try await stripe.createAccountLink(
                for: account, refreshURL: refreshURL, returnURL: returnURL, deadline: deadline)
            return (false, link.object.url.reveal())
        }
        try await storing { [self] in
            try await database.transaction { tx in
                _ = try await tx.setCanBePaid(canBePaid, account: account, now: clock.nowSeconds)
            }
        }
        return TeacherOnboarding(
            account: TeacherAccount(instructorID: id, account: account, canBePaid: canBePaid), url: url)
    }

    /// Made when there is none: one, however many ask at once.
    private func account(ofTeacher id: Int64) async throws(BookingFailure) -> AccountID {
        let (teacher, known) = try await storing { [database] in
            try await database.read { tx in
                (try await tx.instructor(id), try await tx.teacherAccount(ofInstructor: id))
            }
        }
        guard let teacher else { throw Self.noTeacher }
        if let known { return known.account }
        let made = try await makingOnce("account of teacher \(id)") {
            [stripe] (key) async throws(StripeFailure) in
            try await stripe.createAccount(
                email: teacher.email, metadata: ["instructor_id": .text(String(id))], idempotencyKey: key,
                deadline: stripe.deadline()
            ).object
        }
        return try await storing { [self] in
            try await database.transaction { tx in
                let new = TeacherAccount(instructorID: id, account: made.id, canBePaid: made.canBePaid)
                _ = try await tx.insertIfNew(new, now: clock.nowSeconds)
                guard let kept = try await tx.teacherAccount(ofInstructor: id) else {
                    throw StoreFailure.malformed("the account of teacher \(id) could not be kept")
                }
                return kept.account
            }
        }
    }
}

extension ConnectedAccount {
    /// Stripe transfers money to it.
    var canBePaid: Bool { transfersStatus == .active }
}

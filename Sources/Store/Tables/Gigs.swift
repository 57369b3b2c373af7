// On the way of gigs, and of the teachers' accounts, to their tables and back.
package import Basics
package import PaymentRules

extension Transaction {
    package func insertGig(
        instructorID: Int64, title: String, description: String?, amount: Int64, currency: Currency,
        isActive: Bool, seats: Int64?, now: Int64
    ) async throws(StoreFailure) -> Gig {
        let id = try await insert(
            into: "gigs",
            [
                "instructor_id": .integer(instructorID), "title": .text(title),
                "description": .optional(description), "amount": .integer(amount),
                "currency": .text(currency.code), "is_active": .integer(isActive ? 1 : 0),
                "seats": .optional(seats), "created_at": .integer(now),
            ])
        return Gig(
            id: id, instructorID: instructorID, title: title, description: description, amount: amount,
            currency: currency, isActive: isActive, seats: seats, createdAt: now)
    }

    package func gig(_ id: Int64) async throws(StoreFailure) -> Gig? {
        try await run("SELECT * FROM gigs WHERE id = $1", [.integer(id)]).first?.gig()
    }

    /// The gig, of which nobody else takes a seat until this transaction is over.
    package func lockGig(_ id: Int64) async throws(StoreFailure) -> Gig? {
        try await run("SELECT * FROM gigs WHERE id = $1 FOR UPDATE", [.integer(id)]).first?.gig()
    }

    package func setActive(_ isActive: Bool, ofGig id: Int64) async throws(StoreFailure) {
        try await update("gigs", id: id, ["is_active": .integer(isActive ? 1 : 0)])
    }

    /// The newest first, those behind the cursor.
    ///
    /// - Parameter instructor: of this one, whether active or not; nil for the active ones of all.
    package func gigs(
        of instructor: Int64?, after cursor: Int64?, limit: Int64
    ) async throws(StoreFailure) -> [Gig] {
        let which = instructor == nil ? "is_active = 1" : "instructor_id = $3"
        let rows = try await run(
            "SELECT * FROM gigs WHERE \(which) AND id < $1 ORDER BY id DESC LIMIT $2",
            [.integer(cursor ?? .max), .integer(limit)] + (instructor.map { [.integer($0)] } ?? []))
        var gigs: [Gig] = []
        for row in rows.rows { gigs.append(try row.gig()) }
        return gigs
    }

    package func seatsTaken(ofGig id: Int64) async throws(StoreFailure) -> Int64 {
        try await run(
            """
            SELECT count(*) AS taken FROM gig_bookings WHERE gig_id = $1
                AND status IN ('unpaid', 'requested', 'confirmed', 'started')
            """, [.integer(id)]
        ).first?.integer("taken") ?? 0
    }
}

// MARK: Teachers' accounts

extension Transaction {
    /// - Returns: false when the teacher has one already.
    package func insertIfNew(_ account: TeacherAccount, now: Int64) async throws(StoreFailure) -> Bool {
        try await insertIfNew(
            into: "teacher_accounts",
            [
                "instructor_id": .integer(account.instructorID),
                "stripe_account_id": .text(account.account.text),
                "can_be_paid": .integer(account.canBePaid ? 1 : 0), "created_at": .integer(now),
                "updated_at": .integer(now),
            ])
    }

    package func teacherAccount(ofInstructor id: Int64) async throws(StoreFailure) -> TeacherAccount? {
        try await run("SELECT * FROM teacher_accounts WHERE instructor_id = $1", [.integer(id)])
            .first?.teacherAccount()
    }

    package func hasTeacherAccount(_ account: AccountID) async throws(StoreFailure) -> Bool {
        try await run(
            "SELECT 1 AS one FROM teacher_accounts WHERE stripe_account_id = $1", [.text(account.text)]
        ).first != nil
    }

    /// - Returns: false when it is no teacher's here.
    @discardableResult
    package func setCanBePaid(
        _ canBePaid: Bool, account: AccountID, now: Int64
    ) async throws(StoreFailure) -> Bool {
        try await run(
            "UPDATE teacher_accounts SET can_be_paid = $1, updated_at = $2 WHERE stripe_account_id = $3",
            [.integer(canBePaid ? 1 : 0), .integer(now), .text(account.text)]
        ).changes == 1
    }
}

extension SQLRow {
    fileprivate func gig() throws(StoreFailure) -> Gig {
        Gig(
            id: try integer("id"), instructorID: try integer("instructor_id"), title: try text("title"),
            description: try text(orNull: "description"), amount: try integer("amount"),
            currency: try currency(), isActive: try integer("is_active") == 1,
            seats: try integer(orNull: "seats"), createdAt: try integer("created_at"))
    }

    fileprivate func teacherAccount() throws(StoreFailure) -> TeacherAccount {
        TeacherAccount(
            instructorID: try integer("instructor_id"), account: try stripeID("stripe_account_id"),
            canBePaid: try integer("can_be_paid") == 1)
    }
}

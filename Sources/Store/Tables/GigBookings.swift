// On the way of a booked gig to its table, and back.
package import Basics
package import PaymentRules

/// A booked gig before it has an id.
package struct NewGigBooking: Sendable {
    package let gig: Gig
    package let studentID: Int64
    package let paymentID: Int64
    package let account: AccountID
    package let feeAmount: Int64
    package let usedSavedCard: Bool
    package let savedCard: Bool
    package let confirmBy: Int64

    package init(
        gig: Gig, studentID: Int64, paymentID: Int64, account: AccountID, feeAmount: Int64,
        usedSavedCard: Bool, savedCard: Bool, confirmBy: Int64
    ) {
        self.gig = gig
        self.studentID = studentID
        self.paymentID = paymentID
        self.account = account
        self.feeAmount = feeAmount
        self.usedSavedCard = usedSavedCard
        self.savedCard = savedCard
        self.confirmBy = confirmBy
    }
}

/// Whose booked gigs a list has.
package enum GigBookingOwner: Sendable, Equatable {
    case student(Int64)
    case instructor(Int64)
    case anyone
}

extension Transaction {
    package func insert(_ new: NewGigBooking, now: Int64) async throws(StoreFailure) -> GigBooking {
        let id = try await insert(
            into: "gig_bookings",
            [
                "gig_id": .integer(new.gig.id), "student_id": .integer(new.studentID),
                "instructor_id": .integer(new.gig.instructorID), "payment_id": .integer(new.paymentID),
                "status": .text(GigBookingStatus.unpaid.rawValue),
                "stripe_account_id": .text(new.account.text), "fee_amount": .integer(new.feeAmount),
                "used_saved_card": .integer(new.usedSavedCard ? 1 : 0),
                "saved_card": .integer(new.savedCard ? 1 : 0), "confirm_by": .integer(new.confirmBy),
                "created_at": .integer(now), "updated_at": .integer(now),
            ])
        return GigBooking(
            id: id, gigID: new.gig.id, studentID: new.studentID, instructorID: new.gig.instructorID,
            paymentID: new.paymentID, account: new.account, feeAmount: new.feeAmount,
            usedSavedCard: new.usedSavedCard, savedCard: new.savedCard, confirmBy: new.confirmBy,
            createdAt: now)
    }

    package func gigBooking(_ id: Int64) async throws(StoreFailure) -> GigBooking? {
        try await run("SELECT * FROM gig_bookings WHERE id = $1", [.integer(id)]).first?.gigBooking()
    }

    package func gigBooking(ofPayment payment: Int64) async throws(StoreFailure) -> GigBooking? {
        try await run("SELECT * FROM gig_bookings WHERE payment_id = $1", [.integer(payment)])
            .first?.gigBooking()
    }

    /// Writes what can change. Who writes has locked its payment.
    package func save(_ booking: GigBooking) async throws(StoreFailure) {
        try await update(
            "gig_bookings", id: booking.id,
            [
                "status": .text(booking.status.rawValue), "owed_amount": .optional(booking.owedAmount),
                "confirm_by": .integer(booking.confirmBy), "updated_at": .integer(booking.updatedAt),
            ])
    }

    /// The newest first, those behind the cursor, which is a payment's id.
    package func gigBookings(
        of owner: GigBookingOwner, after cursor: Int64?, limit: Int64
    ) async throws(StoreFailure) -> [(Payment, GigBooking)] {
        let (condition, values): (String, [SQLValue]) =
            switch owner {
            case .student(let id): ("student_id = $3 AND", [.integer(id)])
            case .instructor(let id): ("instructor_id = $3 AND", [.integer(id)])
            case .anyone: ("", [])
            }
        return try await withPayments(
            "SELECT * FROM gig_bookings WHERE \(condition) payment_id < $1 ORDER BY payment_id DESC LIMIT $2",
            [.integer(cursor ?? .max), .integer(limit)] + values)
    }

    /// Those that wait for their teacher's answer until then at most, the longest due first.
    package func gigsToAnswer(
        by end: Int64, limit: Int64
    ) async throws(StoreFailure) -> [(Payment, GigBooking)] {
        try await withPayments(
            """
            SELECT * FROM gig_bookings WHERE status = 'requested' AND confirm_by <= $1
                ORDER BY confirm_by LIMIT $2
            """, [.integer(end), .integer(limit)])
    }

    private func withPayments(
        _ sql: String, _ values: [SQLValue]
    ) async throws(StoreFailure) -> [(Payment, GigBooking)] {
        var found: [(Payment, GigBooking)] = []
        for row in try await run(sql, values).rows {
            let booking = try row.gigBooking()
            guard let payment = try await payment(booking.paymentID) else {
                throw .malformed("payment \(booking.paymentID) is gone")
            }
            found.append((payment, booking))
        }
        return found
    }
}

extension SQLRow {
    fileprivate func gigBooking() throws(StoreFailure) -> GigBooking {
        var booking = GigBooking(
            id: try integer("id"), gigID: try integer("gig_id"), studentID: try integer("student_id"),
            instructorID: try integer("instructor_id"), paymentID: try integer("payment_id"),
            account: try stripeID("stripe_account_id"), feeAmount: try integer("fee_amount"),
            usedSavedCard: try integer("used_saved_card") == 1, savedCard: try integer("saved_card") == 1,
            confirmBy: try integer("confirm_by"), createdAt: try integer("created_at"))
        booking.status = try value("status", as: GigBookingStatus.self)
        booking.owedAmount = try integer(orNull: "owed_amount")
        booking.updatedAt = try integer("updated_at")
        return booking
    }
}

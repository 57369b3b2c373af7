// On a booking's way to its table, and back.
package import Basics
package import PaymentRules

/// A booking before it has an id.
package struct NewBooking: Sendable {
    package var studentID: Int64
    package var instructorID: Int64
    package var startsAt: Int64
    package var endsAt: Int64
    package var description: String
    package var amount: Int64
    package var currency: Currency
    package var policyHash: String
    package var paymentID: Int64?
    package var packageID: Int64?
    package var standing: PaymentStanding

    package init(
        studentID: Int64, instructorID: Int64, startsAt: Int64, endsAt: Int64, description: String,
        amount: Int64, currency: Currency, policyHash: String, paymentID: Int64?, packageID: Int64?,
        standing: PaymentStanding
    ) {
        self.studentID = studentID
        self.instructorID = instructorID
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.description = description
        self.amount = amount
        self.currency = currency
        self.policyHash = policyHash
        self.paymentID = paymentID
        self.packageID = packageID
        self.standing = standing
    }
}

extension Transaction {
    package func insert(_ new: NewBooking, now: Int64) async throws(StoreFailure) -> Booking {
        let id = try await insert(
            into: "bookings",
            [
                "student_id": .integer(new.studentID), "instructor_id": .integer(new.instructorID),
                "starts_at": .integer(new.startsAt), "ends_at": .integer(new.endsAt),
                "description": .text(new.description), "status": .text(BookingStatus.scheduled.rawValue),
                "amount": .integer(new.amount), "currency": .text(new.currency.code),
                "policy_hash": .text(new.policyHash), "payment_id": .optional(new.paymentID),
                "package_id": .optional(new.packageID),
                "payment_status": .text(new.standing.status.rawValue),
                "captured_amount": .optional(new.standing.capturedAmount), "created_at": .integer(now),
                "updated_at": .integer(now),
            ])
        return Booking(
            id: id, studentID: new.studentID, instructorID: new.instructorID, startsAt: new.startsAt,
            endsAt: new.endsAt, description: new.description, amount: new.amount, currency: new.currency,
            policyHash: new.policyHash, paymentID: new.paymentID, packageID: new.packageID,
            standing: new.standing, createdAt: now)
    }

    package func booking(_ id: Int64) async throws(StoreFailure) -> Booking? {
        try await run("SELECT * FROM bookings WHERE id = $1", [.integer(id)]).first?.booking()
    }

    /// The booking, which nobody else changes until this transaction is over. Take its payment's lock after it.
    package func lockBooking(_ id: Int64) async throws(StoreFailure) -> Booking? {
        try await run("SELECT * FROM bookings WHERE id = $1 FOR UPDATE", [.integer(id)]).first?.booking()
    }

    package func bookingID(ofPayment payment: Int64) async throws(StoreFailure) -> Int64? {
        try await run("SELECT id FROM bookings WHERE payment_id = $1", [.integer(payment)])
            .first?.integer("id")
    }

    /// Writes what can change of it, but not how its payment stands: that comes with the payment alone.
    package func save(_ booking: Booking) async throws(StoreFailure) {
        try await update(
            "bookings", id: booking.id,
            [
                "starts_at": .integer(booking.startsAt), "ends_at": .integer(booking.endsAt),
                "status": .text(booking.status.rawValue), "owed_amount": .optional(booking.owedAmount),
                "credit_amount": .integer(booking.creditAmount),
                "minutes_taught": .optional(booking.minutesTaught),
                "ended_at": .optional(booking.endedAt), "ended_by": .optional(booking.endedBy?.rawValue),
                "revision": .integer(booking.revision),
                "updated_at": .integer(booking.updatedAt),
            ])
    }

    /// Another lesson of the instructor's within these times. Lock the instructor first: the answer then stays true
    /// until the transaction is over.
    package func overlap(
        ofInstructor instructor: Int64, from start: Int64, to end: Int64, besides booking: Int64?
    ) async throws(StoreFailure) -> Int64? {
        try await run(
            """
            SELECT id FROM bookings WHERE instructor_id = $1 AND status IN ('scheduled', 'completed')
                AND starts_at < $2 AND starts_at > $3 AND ends_at > $4 AND id <> $5 ORDER BY starts_at LIMIT 1
            """,
            [
                .integer(instructor), .integer(end), .integer(start - Self.lessonSecondsMax), .integer(start),
                .integer(booking ?? 0),
            ]
        ).first?.integer("id")
    }

    /// No lesson is longer, so that of an instructor's years of lessons only one day's are looked at.
    package static var lessonSecondsMax: Int64 { 24 * 3600 }

    /// Lessons that ended before `end` with a hold still open, the longest ago first.
    package func bookingsToCapture(endedBefore end: Int64, limit: Int64) async throws(StoreFailure) -> [Int64]
    {
        var ids: [Int64] = []
        let rows = try await run(
            """
            SELECT id FROM bookings WHERE status = 'scheduled' AND payment_status = 'authorized' AND ends_at < $1
                ORDER BY ends_at LIMIT $2
            """, [.integer(end), .integer(limit)])
        for row in rows.rows { ids.append(try row.integer("id")) }
        return ids
    }
}

extension Transaction {
    /// Cancels and no-shows within a window, in the order of time, those behind the cursor; the end is exclusive.
    package func endedBookings(
        from start: Int64, to end: Int64, after cursor: Int64, limit: Int64
    ) async throws(StoreFailure) -> [Booking] {
        let rows = try await run(
            """
            SELECT * FROM bookings WHERE ended_by IS NOT NULL AND ended_at >= $1 AND ended_at < $2 AND id > $3
                ORDER BY id LIMIT $4
            """, [.integer(start), .integer(end), .integer(cursor), .integer(limit)])
        var bookings: [Booking] = []
        for row in rows.rows { bookings.append(try row.booking()) }
        return bookings
    }
}

extension SQLRow {
    func booking() throws(StoreFailure) -> Booking {
        var standing = PaymentStanding()
        standing.status = try value("payment_status", as: PaymentStatus.self)
        standing.intent = try stripeID(orNull: "stripe_intent_id")
        standing.authorizedAmount = try integer(orNull: "authorized_amount")
        standing.capturedAmount = try integer(orNull: "captured_amount")
        standing.refundAmount = try integer("refund_amount")
        standing.authorizationExpiresAt = try integer(orNull: "authorization_expires_at")
        var booking = Booking(
            id: try integer("id"), studentID: try integer("student_id"),
            instructorID: try integer("instructor_id"), startsAt: try integer("starts_at"),
            endsAt: try integer("ends_at"), description: try text("description"),
            amount: try integer("amount"), currency: try currency(), policyHash: try text("policy_hash"),
            paymentID: try integer(orNull: "payment_id"), packageID: try integer(orNull: "package_id"),
            standing: standing, createdAt: try integer("created_at"))
        booking.status = try value("status", as: BookingStatus.self)
        booking.owedAmount = try integer(orNull: "owed_amount")
        booking.creditAmount = try integer("credit_amount")
        booking.minutesTaught = try integer(orNull: "minutes_taught")
        booking.endedAt = try integer(orNull: "ended_at")
        booking.endedBy = try text(orNull: "ended_by").flatMap(BookingParty.init)
        booking.revision = try integer("revision")
        booking.updatedAt = try integer("updated_at")
        return booking
    }
}

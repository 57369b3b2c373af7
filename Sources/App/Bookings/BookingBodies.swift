// On an answer's way: a booking and its payment in JSON. Amounts stand twice: in whole units, and in the smallest.
internal import Basics
internal import PaymentRules
internal import Payments

extension JSONSchema {
    /// What every answer about a booking has.
    static let bookingAnswer = JSONSchema.named("BookingAnswer", .object(answerMembers))

    static let answerMembers: Properties = [
        "booking": .booking, "payment": .paymentNote, "package": .package.optional,
    ]

    static let booking = JSONSchema.named(
        "Booking",
        .object([
            "id": .recordID, "student_id": .recordID, "instructor_id": .recordID,
            "package_id": .recordID.orNull, "starts_at": .time, "ends_at": .time,
            "status": .word(of: BookingStatus.self), "description": .string.orNull,
            "amount": .decimal, "amount_cents": .cents, "currency": .currency,
            "payment_status": .word(of: PaymentStatus.self), "stripe_intent_id": .stripeID.orNull,
            "authorized_amount": .decimal.orNull, "authorized_amount_cents": .cents.orNull,
            "captured_amount": .decimal.orNull, "captured_amount_cents": .cents.orNull,
            "refund_amount": .decimal.orNull, "refund_amount_cents": .cents.orNull,
            "authorization_expires_at": .time.orNull, "payment_id": .recordID.orNull,
            "minutes_taught": .integer(in: 0...1440).orNull,
            "policy_hash": .string.saying("Of the policy in force when it was booked."),
            "created_at": .time, "updated_at": .time,
        ]))

    /// What the student reads of it.
    static let paymentNote = JSONSchema.named(
        "PaymentNote",
        .object([
            "id": .recordID.orNull, "status": .word(of: PaymentStatus.self), "message": .string,
            "icon": .string,
        ]))

    static let package = JSONSchema.named(
        "Package",
        .object([
            "id": .recordID, "origin": .word(["bought", "credit"]), "lessons_count": .integer,
            "lessons_left": .integer,
        ]))

    static let rating = JSONSchema.named(
        "Rating", .object(["stars": .integer(in: 1...5), "comment": .string]))
}

extension JSONWriter {
    /// `"booking":{...},"payment":{...}`, and the wallet where there is one: what every answer about a booking has.
    mutating func members(_ answer: BookingAnswer) {
        name("booking")
        object(answer.booking)
        name("payment")
        payment(of: answer.booking)
        guard let package = answer.package else { return }
        name("package")
        object(package)
    }

    mutating func object(_ booking: Booking) {
        let standing = booking.standing
        let currency = booking.currency
        beginObject()
        member("id", booking.id)
        member("student_id", booking.studentID)
        member("instructor_id", booking.instructorID)
        member("package_id", booking.packageID)
        member("starts_at", time: booking.startsAt)
        member("ends_at", time: booking.endsAt)
        member("status", booking.status.rawValue)
        member("description", booking.description)
        amount("amount", "amount_cents", booking.amount, currency)
        member("currency", currency.code)
        member("payment_status", standing.status.rawValue)
        member("stripe_intent_id", standing.intent?.text)
        amount("authorized_amount", "authorized_amount_cents", standing.authorizedAmount, currency)
        amount("captured_amount", "captured_amount_cents", standing.capturedAmount, currency)
        amount("refund_amount", "refund_amount_cents", standing.refundAmount, currency)
        member("authorization_expires_at", time: standing.authorizationExpiresAt)
        member("payment_id", booking.paymentID)
        member("minutes_taught", booking.minutesTaught)
        member("policy_hash", booking.policyHash)
        member("created_at", time: booking.createdAt)
        member("updated_at", time: booking.updatedAt)
        endObject()
    }

    /// What the student reads of it.
    private mutating func payment(of booking: Booking) {
        let status = booking.standing.status
        beginObject()
        member("id", booking.paymentID)
        member("status", status.rawValue)
        member("message", booking.paymentMessage)
        member("icon", status.icon)
        endObject()
    }

    mutating func member(_ name: StaticString, _ rating: LessonRating?) {
        self.name(name)
        guard let rating else { return null() }
        beginObject()
        member("stars", rating.stars)
        member("comment", rating.comment)
        endObject()
    }

    private mutating func object(_ package: LessonPackage) {
        beginObject()
        member("id", package.id)
        member("origin", package.origin.rawValue)
        member("lessons_count", package.lessonsCount)
        member("lessons_left", package.lessonsLeft)
        endObject()
    }
}

// MARK: Members

extension JSONWriter {
    mutating func amount(
        _ name: StaticString, _ twin: StaticString, _ minorUnits: Int64?, _ currency: Currency
    ) {
        self.name(name)
        if let minorUnits {
            raw(Money(minorUnits: minorUnits, currency: currency).decimalText.utf8)
        } else {
            null()
        }
        member(twin, minorUnits)
    }

    /// In UTC.
    mutating func member(_ name: StaticString, time: Int64?) {
        member(name, time.map { CivilTime.rfc3339($0) })
    }

    mutating func member(_ name: StaticString, _ value: Int64?) {
        self.name(name)
        if let value { integer(value) } else { null() }
    }

    mutating func member(_ name: StaticString, _ value: String?) {
        self.name(name)
        if let value { string(value) } else { null() }
    }
}

extension [UInt8] {
    /// A JSON object.
    static func object(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 1024)
        writer.beginObject()
        members(&writer)
        writer.endObject()
        return writer.bytes
    }
}

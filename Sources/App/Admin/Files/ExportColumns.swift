// On an answer's way: what stands in the rows of an exported file.
internal import Basics
internal import PaymentRules
internal import Payments

/// Amounts are in whole units of the row's currency, with its decimals; times are RFC 3339 in UTC.
enum ExportColumns {
    static let bookings = [
        "id", "status", "starts_at", "ends_at", "student_id", "student", "student_email", "instructor_id",
        "instructor", "description", "amount", "held", "captured", "refunded", "currency", "payment_id",
        "payment_status", "package_id", "created_at",
    ]

    static func cells(_ named: NamedBooking) -> [String?] {
        let (booking, standing) = (named.booking, named.booking.standing)
        let amount = amounts(in: booking.currency)
        return [
            "\(booking.id)", booking.status.rawValue, CivilTime.rfc3339(booking.startsAt),
            CivilTime.rfc3339(booking.endsAt), "\(booking.studentID)", named.student.name,
            named.student.email, "\(booking.instructorID)", named.instructor.name, booking.description,
            amount(booking.amount), standing.authorizedAmount.map(amount),
            standing.capturedAmount.map(amount), amount(standing.refundAmount), booking.currency.code,
            booking.paymentID.map { "\($0)" }, standing.status.rawValue, booking.packageID.map { "\($0)" },
            CivilTime.rfc3339(booking.createdAt),
        ]
    }

    static let payments = [
        "id", "kind", "status", "student_id", "student", "student_email", "amount", "held", "captured",
        "refunded", "currency", "cause", "dispute", "stripe_intent", "hold_ends_at", "created_at",
    ]

    static func cells(_ named: NamedPayment) -> [String?] {
        let payment = named.payment
        let amount = amounts(in: payment.currency)
        return [
            "\(payment.id)", payment.kind.rawValue, payment.status.rawValue,
            payment.studentID.map { "\($0)" }, named.student?.name, named.student?.email,
            amount(payment.amount), payment.authorizedAmount.map(amount), payment.capturedAmount.map(amount),
            amount(payment.refundAmount), payment.currency.code, payment.cause, payment.dispute,
            payment.intent?.text, payment.authorizationExpiresAt.map(CivilTime.rfc3339),
            CivilTime.rfc3339(payment.createdAt),
        ]
    }

    static let ledger = ["id", "event_id", "payment_id", "account", "amount", "currency", "created_at"]

    static func cells(_ kept: KeptLedgerLine) -> [String?] {
        let line = kept.line
        return [
            "\(kept.id)", "\(line.event)", "\(kept.payment)", line.account.rawValue,
            amounts(in: line.currency)(line.amount), line.currency.code, CivilTime.rfc3339(kept.createdAt),
        ]
    }

    private static func amounts(in currency: Currency) -> (Int64) -> String {
        { Money(minorUnits: $0, currency: currency).decimalText }
    }
}

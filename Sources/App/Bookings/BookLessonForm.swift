// On a request's way: what `POST /bookings` is told.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

struct BookLessonForm {
    let lesson: BookLesson

    init(_ fields: Fields, for viewer: BookingViewer, now: Int64) throws(FormFailure) {
        let times = try LessonTimes(fields, now: now)
        lesson = BookLesson(
            payer: try Self.payer(fields, viewer),
            instructor: try fields.required("instructor_id", fields.recordID),
            startsAt: times.startsAt, endsAt: times.endsAt, purchase: try Self.purchase(fields),
            description: try fields.optionalText(
                "description", charactersMax: Fields.descriptionCharactersMax),
            card: try fields.optionalIdentifier("payment_method"))
    }

    /// Students book for themselves, and need not say so.
    private static func payer(
        _ fields: Fields, _ viewer: BookingViewer
    ) throws(FormFailure) -> BookLesson.Payer {
        let student = try fields.recordID("student_id")
        let customer: CustomerID? = try fields.optionalIdentifier("customer_id")
        switch (student, customer) {
        case (.some, .some): throw .notTogether("student_id", "customer_id")
        case (let student?, nil): return .student(student)
        case (nil, let customer?): return .customer(customer)
        case (nil, nil):
            guard case .student(let own) = viewer else { throw .missingOneOf(["student_id", "customer_id"]) }
            return .student(own)
        }
    }

    private static func purchase(_ fields: Fields) throws(FormFailure) -> BookLesson.Purchase {
        if let wallet = try fields.recordID("package_id") {
            for other in ["amount", "amount_cents", "is_package", "lessons_count", "payment_method"] {
                guard try fields[other] == nil else { throw .notTogether("package_id", other) }
            }
            return .fromWallet(wallet)
        }
        guard let price = try fields.price(try fields.currency("currency") ?? .usd) else {
            throw .missingOneOf(["amount", "amount_cents", "package_id"])
        }
        let count = try fields.integer("lessons_count", in: lessonsCountRange)
        guard try fields.boolean("is_package") ?? false else {
            guard count == nil else {
                throw .unfit("lessons_count", "is for packages: set is_package to true.")
            }
            return .lesson(price)
        }
        guard let count else { throw .missing("lessons_count") }
        guard price.minorUnits >= count else {
            throw .unfit("amount", "must be at least a cent for each lesson of the package.")
        }
        return .package(price, lessonsCount: count)
    }

    /// Two lessons a week for a year; a slip of the hand is not a thousand lessons.
    private static let lessonsCountRange: ClosedRange<Int64> = 1...100
}

/// When a lesson is.
struct LessonTimes {
    let startsAt: Int64
    let endsAt: Int64

    init(_ fields: Fields, now: Int64) throws(FormFailure) {
        startsAt = try fields.required("starts_at", fields.time)
        endsAt = try fields.required("ends_at", fields.time)
        guard startsAt >= now else { throw .unfit("starts_at", "lies in the past: a lesson begins later.") }
        guard endsAt > startsAt else { throw .unfit("ends_at", "must be after starts_at.") }
        guard endsAt - startsAt <= Self.secondsMax else {
            throw .unfit("ends_at", "must be within 24 hours of starts_at.")
        }
    }

    private static let secondsMax: Int64 = 24 * 3600
}

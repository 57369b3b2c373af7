// On a request's way: what `POST /bookings` is told.
internal import Basics
internal import PaymentRules
internal import Payments

struct BookLessonForm {
    let lesson: BookLesson

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "BookLesson"

        let student = FormField.recordID(
            "student_id", "Who learns and pays. A student books for themselves and need not say so."
        ).optional.shown
        let customer = FormField<CustomerID>.stripeID(
            "customer_id", "The student's customer at Stripe, in place of student_id.",
            example: "cus_SandboxApprove"
        ).optional
        let instructor = FormField.recordID("instructor_id", "Who teaches.")
        let times = LessonTimes.Part()
        let price = PricePart("What the lesson, or the whole package, costs.")
        let currency = FormField.currency("Of the price; usd without it.").optional
        let isPackage = FormField.boolean("is_package", "Several lessons, charged at once.")
            .otherwise(false, false)
        /// Two lessons a week for a year; a slip of the hand is not a thousand lessons.
        let lessonsCount = FormField.integer(
            "lessons_count", "How many lessons the package has, this one among them; only with is_package.",
            in: 1...100, example: 5
        ).optional
        let package = FormField.recordID(
            "package_id", "The lesson is taken from this package, and nothing is charged."
        ).optional
        let description = FormField.description("What the lesson is, for the payment at Stripe.").optional
        let card = FormField<PaymentMethodID>.stripeID(
            "payment_method", "A card that the browser made: it becomes the student's saved one.",
            example: "pm_card_visa"
        ).optional

        var payer: FormRule { .notTogether(student, [customer]) }
        var wallet: FormRule {
            .notTogether(package, [price.whole, price.cents, isPackage, lessonsCount, card])
        }
        var cost: FormRule { .someOf([price.whole, price.cents, package]) }
        var rules: [FormRule] { [payer, wallet, cost] }
    }

    init(_ form: FormReader<Shape>, for viewer: BookingViewer, now: Int64) throws(FormFailure) {
        let times = try LessonTimes(form.times, now: now)
        lesson = BookLesson(
            payer: try Self.payer(form, viewer), instructor: try form.instructor,
            startsAt: times.startsAt, endsAt: times.endsAt, purchase: try Self.purchase(form),
            description: try form.description, card: try form.card)
    }

    /// Students book for themselves, and need not say so.
    private static func payer(
        _ form: FormReader<Shape>, _ viewer: BookingViewer
    ) throws(FormFailure) -> BookLesson.Payer {
        let (student, customer) = (try form.student, try form.customer)
        try form.check(\.payer)
        if let student { return .student(student) }
        if let customer { return .customer(customer) }
        guard case .student(let own) = viewer else {
            throw .missingOneOf(form.fieldNames(\.payer))
        }
        return .student(own)
    }

    private static func purchase(_ form: FormReader<Shape>) throws(FormFailure) -> BookLesson.Purchase {
        if let wallet = try form.package {
            try form.check(\.wallet)
            return .fromWallet(wallet)
        }
        let currency = try form.currency ?? .usd
        guard let price = try form.price.money(in: currency) else {
            throw .missingOneOf(form.fieldNames(\.cost))
        }
        let count = try form.lessonsCount
        let name = form.fieldName(\.lessonsCount)
        guard try form.isPackage else {
            guard count == nil else { throw .unfit(name, "is for packages: set is_package to true.") }
            return .lesson(price)
        }
        guard let count else { throw .missing(name) }
        guard price.minorUnits >= count else {
            throw .unfit(
                form.price.fieldName(\.whole), "must be at least a cent for each lesson of the package.")
        }
        return .package(price, lessonsCount: count)
    }
}

/// When a lesson is.
struct LessonTimes {
    let startsAt: Int64
    let endsAt: Int64

    struct Part: FormPart {
        let startsAt = FormField.time(
            "starts_at", "When the lesson begins: RFC 3339 with its offset, or Unix seconds.",
            example: "2031-03-03T15:00:00Z")
        let endsAt = FormField.time(
            "ends_at", "When it ends, within 24 hours of its beginning.", example: "2031-03-03T16:00:00Z")
    }

    init(_ form: FormReader<Part>, now: Int64) throws(FormFailure) {
        startsAt = try form.startsAt
        endsAt = try form.endsAt
        let (start, end) = (form.fieldName(\.startsAt), form.fieldName(\.endsAt))
        guard startsAt >= now else { throw .unfit(start, "lies in the past: a lesson begins later.") }
        guard endsAt > startsAt else { throw .unfit(end, "must be after \(start).") }
        guard endsAt - startsAt <= Self.secondsMax else {
            throw .unfit(end, "must be within 24 hours of \(start).")
        }
    }

    private static let secondsMax: Int64 = 24 * 3600
}

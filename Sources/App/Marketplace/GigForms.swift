// On a request's way: what a teacher offers, and where Stripe sends them back to.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

/// `POST /api/gigs/`
struct GigForm {
    let gig: NewGig

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "Gig"

        let title = FormField.text(
            "title", "What it is.", charactersMax: 200, example: "Spanish for beginners")
        let description = FormField.text(
            "description", "More about it.", charactersMax: 2000, example: "One hour, online."
        ).optional.shown
        let amount = FormField.decimal("amount", "Its price, in dollars.", example: "50.00")
        let currency = FormField.currency("Gigs are paid in usd.").optional
        let isActive = FormField.boolean("is_active", "Whether it can be booked.").otherwise(true, true)
        let seats = FormField.integer(
            "seats", "How many may book it; any number without it.", in: 1...100_000, example: 12
        ).optional
        let instructor = FormField.recordID(
            "instructor_id", "Who offers it. Instructors offer their own and need not say so."
        ).optional
    }

    init(_ form: FormReader<Shape>, for viewer: BookingViewer) throws {
        try Currency.check(try form.currency, form.fieldName(\.currency))
        let (title, description) = (try form.title, try form.description)
        let amount = try form.amount.money(in: .usd).minorUnits
        let (isActive, seats) = (try form.isActive, try form.seats)
        gig = NewGig(
            instructor: try Self.instructor(form, viewer), title: title, description: description,
            amount: amount, isActive: isActive, seats: seats)
    }

    private static func instructor(_ form: FormReader<Shape>, _ viewer: BookingViewer) throws -> Int64 {
        let (given, name) = (try form.instructor, form.fieldName(\.instructor))
        guard case .instructor(let own) = viewer else {
            guard let given else { throw FormFailure.missing(name) }
            return given
        }
        guard given ?? own == own else {
            throw FormFailure.unfit(name, "can only be you with your token: leave it out.")
        }
        return own
    }
}

extension Currency {
    /// What there is at the marketplace is paid for in dollars.
    static func check(_ given: Currency?, _ name: String) throws(BookingFailure) {
        guard given ?? .usd == .usd else {
            throw .invalid(field: name, code: "currency_unsupported", "Gigs are paid in USD only.")
        }
    }
}

/// `GET /api/gigs/`
struct GigQuery {
    let instructor: Int64?
    let page: PageQuery

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "GigQuery"

        let instructor = FormField.recordID(
            "instructor_id", "Only this instructor's, and those that cannot be booked too."
        ).optional
        let page = PageQuery.Part()
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        instructor = try form.instructor
        page = try PageQuery(form.page)
    }

    static let pageSchema = ListPage<Gig>.schema("GigPage", "results", of: .gig)

    /// - Parameter found: one more than fits when there are more.
    func page(_ found: [Gig]) -> Response {
        ListPage(found, page) { $0.id }.response(
            "results", path: "/api/gigs/",
            filter: [(Shape.shape.instructor.name, instructor.map { "\($0)" })]
        ) { $0.object($1) }
    }
}

/// `POST /api/teachers/:id/stripe-account/`
struct OnboardingForm {
    let returnURL: String?
    let refreshURL: String?

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "Onboarding"

        let returnURL = FormField.webAddress(
            "return_url",
            "Where Stripe sends the teacher when they are done; the shop's first page without it."
        )
        let refreshURL = FormField.webAddress(
            "refresh_url", "Where Stripe sends them when the link has expired; the same without it.")
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        returnURL = try form.returnURL
        refreshURL = try form.refreshURL
    }
}

extension FormField where Value == String? {
    fileprivate static func webAddress(_ name: String, _ meaning: String) -> FormField {
        FormField<String>(
            name, meaning, .string(characters: 1...2048, pattern: #"^https?://[!-~]+$"#),
            example: "https://lessons.example.com/teachers"
        ) { value, name throws(FormFailure) in
            let text = try value.text(name, charactersMax: 2048)
            guard text.hasPrefix("https://") || text.hasPrefix("http://"), text.count > 8,
                text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else { throw .unfit(name, "must be a web address such as https://lessons.example.com/teachers.") }
            return text
        }.optional
    }
}

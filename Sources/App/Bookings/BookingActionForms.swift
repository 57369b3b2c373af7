// On a request's way: what is told to the routes that do something to a booking.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

struct CaptureForm {
    let part: CapturePart
    /// Which the hold must be in; nil when nothing was said about it.
    let currency: Currency?

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "Capture"

        let price = PricePart("A part of what is held; without it all.")
        let currency = FormField.currency("The hold's own; another one is refused.").optional
        let minutes = FormField.minutesTaught

        var part: FormRule { .notTogether(minutes, [price.whole, price.cents]) }
        var rules: [FormRule] { [part] }
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        let named = try form.currency
        let price = try form.price.money(in: named ?? .usd)
        let minutes = try form.minutes
        try form.check(\.part)
        // Whole units are cents only once the currency is known: without its name they are dollars.
        let isInWholeUnits = try form.price.isGiven(\.whole)
        currency = named ?? (isInWholeUnits ? .usd : nil)
        part =
            if let price { .amount(price.minorUnits) } else if let minutes { .minutesTaught(minutes) } else {
                .all
            }
    }
}

struct CompleteForm {
    let minutesTaught: Int64?

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "Complete"

        let minutes = FormField.minutesTaught.shown
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        minutesTaught = try form.minutes
    }
}

struct NoShowForm {
    let party: BookingParty

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "NoShow"

        let party = FormField<BookingParty>.word("of", "Who did not come.", example: .student)
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        party = try form.party
    }
}

struct CancelForm {
    let party: BookingParty
    /// The token of a quote.
    let quote: String?

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "Cancel"

        let party = PartyPart()
        let quote = FormField.text(
            "quote", "The token of a quote, for what it promised.", charactersMax: 500, example: "q1.abc"
        ).optional
    }

    init(_ form: FormReader<Shape>, by viewer: BookingViewer) throws(FormFailure) {
        party = try form.party.party(cancelling: viewer)
        quote = try form.quote
    }
}

struct QuoteForm {
    let party: BookingParty

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "Quote"

        let party = PartyPart()
    }

    init(_ form: FormReader<Shape>, by viewer: BookingViewer) throws(FormFailure) {
        party = try form.party.party(cancelling: viewer)
    }
}

struct RescheduleForm {
    let times: LessonTimes

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "Reschedule"

        let times = LessonTimes.Part()
    }

    init(_ form: FormReader<Shape>, now: Int64) throws(FormFailure) {
        times = try LessonTimes(form.times, now: now)
    }
}

// MARK: What they share

extension FormField where Value == Int64? {
    /// A lesson is within a day.
    fileprivate static var minutesTaught: FormField {
        FormField<Int64>.integer(
            "minutes_taught", "How long the lesson was: what it comes to is captured.", in: 0...1440,
            example: 45
        ).optional
    }
}

/// Who cancels.
struct PartyPart: FormPart {
    let by = FormField<BookingParty>.word(
        "by", "Who cancels. Staff have to say it; a student's and an instructor's token does.",
        example: .student
    ).optional.shown
}

extension FormReader where Shape == PartyPart {
    /// A student and an instructor cancel for themselves, staff for either.
    func party(cancelling viewer: BookingViewer) throws(FormFailure) -> BookingParty {
        let named = try self.by
        let own: BookingParty? =
            switch viewer {
            case .everyone: nil
            case .student: .student
            case .instructor: .instructor
            }
        guard let own else {
            guard let named else { throw .missing(fieldName(\.by)) }
            return named
        }
        guard named == nil || named == own else {
            throw .unfit(fieldName(\.by), "can only be \(own.rawValue) with your token: leave it out.")
        }
        return own
    }
}

extension Request {
    /// The path's one parameter: a record's id. What is none names nothing.
    func recordID(of what: String) throws(BookingFailure) -> Int64 {
        guard let text = parameters.first, let id = Int64(text), String(id) == text, id > 0 else {
            throw .notFound(what)
        }
        return id
    }
}

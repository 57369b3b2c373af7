// On a request's way: what is told to the routes that do something to a booking.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

struct CaptureForm {
    let part: CapturePart
    /// Which the hold must be in; nil when nothing was said about it.
    let currency: Currency?

    init(_ fields: Fields) throws(FormFailure) {
        let named = try fields.currency("currency")
        let price = try fields.price(named ?? .usd)
        let minutes = try fields.minutesTaught
        let isInWholeUnits = try fields["amount"] != nil
        guard price == nil || minutes == nil else {
            throw .notTogether("minutes_taught", isInWholeUnits ? "amount" : "amount_cents")
        }
        // Whole units are cents only once the currency is known: without its name they are dollars.
        currency = named ?? (isInWholeUnits ? .usd : nil)
        part =
            if let price { .amount(price.minorUnits) } else if let minutes { .minutesTaught(minutes) } else {
                .all
            }
    }
}

struct CancelForm {
    let party: BookingParty
    /// The token of a quote.
    let quote: String?

    init(_ fields: Fields, by viewer: BookingViewer) throws(FormFailure) {
        party = try fields.party(cancelling: viewer)
        quote = try fields.optionalText("quote", charactersMax: 500)
    }
}

extension Fields {
    var minutesTaught: Int64? {
        // A lesson is within a day.
        get throws(FormFailure) { try integer("minutes_taught", in: 0...1440) }
    }

    /// Who cancels: a student and an instructor for themselves, staff for either.
    func party(cancelling viewer: BookingViewer) throws(FormFailure) -> BookingParty {
        let named = try word("by", BookingParty.self)
        let own: BookingParty? =
            switch viewer {
            case .everyone: nil
            case .student: .student
            case .instructor: .instructor
            }
        guard let own else {
            guard let named else { throw .missing("by") }
            return named
        }
        guard named == nil || named == own else {
            throw .unfit("by", "can only be \(own.rawValue) with your token: leave it out.")
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

// On an answer's way: what a cancel would come to, for people and for programs.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

struct QuoteBody {
    private let quote: CancelQuote
    private let currency: Currency

    static let schema = JSONSchema.named(
        "Quote",
        .object([
            "booking_id": .recordID, "by": .word(of: BookingParty.self),
            "sentence": .string.saying("What becomes of the money, for people."),
            "keep": .decimal, "keep_cents": .cents, "credit": .decimal, "credit_cents": .cents,
            "give_back": .decimal, "give_back_cents": .cents, "currency": .currency,
            "valid_until": .time.orNull,
            "valid_until_local": JSONSchema.object(["student": .time, "instructor": .time]).orNull
                .saying("By the clocks on the walls of the two."),
            "token": .string.saying("Give it as quote of the cancel."),
        ]))

    init(_ quote: CancelQuote) {
        self.quote = quote
        currency = quote.booking.currency
    }

    var response: Response {
        let terms = quote.terms
        let body = [UInt8].object { writer in
            writer.member("booking_id", quote.booking.id)
            writer.member("by", quote.party.rawValue)
            writer.member("sentence", terms.sentence(for: quote.booking))
            writer.amount("keep", "keep_cents", terms.keep, currency)
            writer.amount("credit", "credit_cents", terms.credit, currency)
            writer.amount("give_back", "give_back_cents", terms.giveBack, currency)
            writer.member("currency", currency.code)
            writer.member("valid_until", time: terms.validUntil)
            writer.name("valid_until_local")
            validUntilLocal(&writer)
            writer.member("token", quote.token)
        }
        return .api(.ok, body)
    }

    /// By the clocks on the walls of the two.
    private func validUntilLocal(_ writer: inout JSONWriter) {
        guard let until = quote.terms.validUntil else { return writer.null() }
        writer.beginObject()
        writer.member("student", TimeZones.localTime(until, in: quote.timeZones.student))
        writer.member("instructor", TimeZones.localTime(until, in: quote.timeZones.instructor))
        writer.endObject()
    }
}

extension Settlement {
    /// What becomes of the money depends on where it is: held, taken, or nowhere yet.
    func sentence(for booking: Booking) -> String {
        guard booking.packageID == nil else {
            return keep == 0
                ? "The lesson goes back into the package." : "The lesson counts as taken from the package."
        }
        func text(_ amount: Int64) -> String {
            Money(minorUnits: amount, currency: booking.currency).displayText
        }
        let owed = credit > 0 ? " \(text(credit)) of it is kept as credit for a lesson." : ""
        switch booking.standing.status {
        case .authorized where taken == 0:
            return "Nothing is charged: the hold of \(text(giveBack)) is released."
        case .authorized where giveBack == 0:
            return "\(text(taken)) is charged.\(owed)"
        case .authorized:
            return "\(text(taken)) is charged, and \(text(giveBack)) of the hold is released.\(owed)"
        case .captured where giveBack == 0:
            return "Nothing is given back of the \(text(taken)) paid.\(owed)"
        case .captured where taken == 0:
            return "\(text(giveBack)) is given back."
        case .captured:
            return "\(text(giveBack)) is given back, and \(text(taken)) is kept.\(owed)"
        case .pending, .failed, .refunded, .released: return "Nothing is charged."
        }
    }
}

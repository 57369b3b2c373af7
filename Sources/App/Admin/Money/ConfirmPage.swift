// On an answer's way: what a button of the desk will do, said before it is done.
internal import Basics
internal import PaymentRules
internal import Payments

struct ConfirmPage {
    let booking: Booking
    /// Stands in the form: sent twice, it is done once.
    let key: String
    let frame: AdminFrame

    func money(_ amount: Int64) -> String { AdminText.money(amount, booking.currency) }
    private var held: Int64 { booking.standing.authorizedAmount ?? booking.amount }

    func page(_ title: String, _ main: HTML) -> HTML {
        frame.page("\(title) booking \(booking.id)", at: .bookings, main)
    }

    /// - Parameter sentence: what will happen.
    private func form(
        _ action: String, _ sentence: HTML, button: String, _ fields: [(name: String, value: String)] = []
    ) -> HTML {
        form(action).html(sentence, button: button, fields)
    }

    func form(_ action: String) -> ConfirmForm {
        ConfirmForm(frame: frame, path: path(action), key: key)
    }

    func path(_ action: String) -> String { "/admin/bookings/\(booking.id)/\(action)" }

    /// - Parameter part: in minor units; nil for all.
    func capture(_ part: Int64?) -> HTML {
        let amount = part ?? held
        let sentence =
            amount > held
            ? "At most what is held can be captured, which is \(money(held))."
            : amount == held
                ? "\(money(amount)) is taken: all that is held."
                : "\(money(amount)) is taken, and \(money(held - amount)) of the hold is released."
        let confirm: HTML =
            amount > held
            ? ConfirmForm.alert(sentence)
            : form(
                "capture", "\(sentence)", button: "Capture \(money(amount))",
                [(AdminPartForm.Shape.shape.amount.name, "\(amount)")])
        return page("Capture", HTML(lines: [confirm, ConfirmForm.part(path("capture"))]))
    }

    var complete: HTML {
        let sentence: HTML =
            booking.standing.status == .authorized
            ? "The lesson was taught: \(money(held)) is taken, all that is held."
            : "The lesson was taught. No hold is open, so nothing is taken now."
        return page("Complete", form("complete", sentence, button: "Complete the lesson"))
    }

    func cancel(_ quotes: [CancelQuote]) -> HTML {
        let names = AdminCancelForm.Shape.shape
        let forms = quotes.map { quote -> HTML in
            let until: HTML =
                quote.terms.validUntil.map { " This holds until \(AdminText.time($0))." } ?? ""
            return form(
                "cancel",
                "The \(quote.party.rawValue) cancels: \(quote.terms.sentence(for: booking))\(until)",
                button: "Cancel for the \(quote.party.rawValue)",
                [(names.party.name, quote.party.rawValue), (names.quote.name, quote.token)])
        }
        return page("Cancel", HTML(lines: forms))
    }

    func noShow(_ terms: [BookingParty: Settlement]) -> HTML {
        let forms = BookingParty.allCases.compactMap { party -> HTML? in
            guard let terms = terms[party] else { return nil }
            return form(
                "no-show", "The \(party.rawValue) did not come: \(terms.sentence(for: booking))",
                button: "The \(party.rawValue) did not come",
                [(AdminNoShowForm.Shape.shape.party.name, party.rawValue)])
        }
        return page("No-show of", HTML(lines: forms))
    }

    func refund(_ package: LessonPackage) -> HTML {
        let taken = package.lessonsCount - package.lessonsLeft
        let price = PackagePrice(amount: package.amount, lessons: package.lessonsCount)
        guard package.lessonsLeft > 0, let back = price?.refund(afterLessons: taken) else {
            return page(
                "Refund the package of", ConfirmForm.alert("No lesson of this package is unused."))
        }
        return page(
            "Refund the package of",
            form(
                "refund-package",
                """
                \(package.lessonsLeft) of \(package.lessonsCount) lessons are unused: at most \(money(back)) goes \
                back to the card, and the package is empty.
                """, button: "Refund the unused lessons"))
    }
}

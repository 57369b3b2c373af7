// On an answer's way: what a button of the desk will do, said before it is done.
internal import Basics
internal import PaymentRules
internal import Payments

struct ConfirmPage {
    let booking: Booking
    /// Stands in the form: sent twice, it is done once.
    let key: String
    let frame: AdminFrame

    private func money(_ amount: Int64) -> String { AdminText.money(amount, booking.currency) }
    private var held: Int64 { booking.standing.authorizedAmount ?? booking.amount }

    private func page(_ title: String, _ main: HTML) -> HTML {
        frame.page("\(title) booking \(booking.id)", at: .bookings, main)
    }

    /// - Parameter sentence: what will happen.
    private func form(
        _ action: String, _ sentence: HTML, button: String, _ fields: [(name: String, value: String)] = []
    ) -> HTML {
        let hidden = ([(AdminActionPart().key.name, key)] + fields).map { name, value -> HTML in
            "          <input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
        }
        return """
                <form class="card" method="post" action="/admin/bookings/\(booking.id)/\(action)">
                  \(frame.markField)
            \(HTML(lines: hidden))
                  <p><strong>\(sentence)</strong></p>
                  <p><button class="button" type="submit">\(button)</button></p>
                </form>
            """
    }

    /// - Parameter part: in minor units; nil for all.
    func capture(_ part: Int64?) -> HTML {
        let amount = part ?? held
        let names = (AdminCaptureForm.Shape.shape, CaptureQuery.Shape.shape)
        let sentence: HTML =
            amount > held
            ? "At most what is held can be captured, which is \(money(held))."
            : amount == held
                ? "\(money(amount)) is taken: all that is held."
                : "\(money(amount)) is taken, and \(money(held - amount)) of the hold is released."
        let confirm: HTML =
            amount > held
            ? "    <p class=\"card\" role=\"alert\">\(sentence)</p>"
            : form(
                "capture", sentence, button: "Capture \(money(amount))", [(names.0.amount.name, "\(amount)")])
        return page(
            "Capture",
            """
            \(confirm)
                <form class="card" method="get" action="/admin/bookings/\(booking.id)/capture">
                  <p><label for="amount">A part of it, such as 48.00</label>
                  <input id="amount" name="\(names.1.amount.name)" inputmode="decimal" required></p>
                  <p><button class="button" type="submit">Say what a part comes to</button></p>
                </form>
            """)
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
                "cancel", "The \(quote.party.rawValue) cancels: \(QuoteBody(quote).sentence)\(until)",
                button: "Cancel for the \(quote.party.rawValue)",
                [(names.party.name, quote.party.rawValue), (names.quote.name, quote.token)])
        }
        return page("Cancel", HTML(lines: forms))
    }

    func refund(_ package: LessonPackage) -> HTML {
        let taken = package.lessonsCount - package.lessonsLeft
        let price = PackagePrice(amount: package.amount, lessons: package.lessonsCount)
        guard package.lessonsLeft > 0, let back = price?.refund(afterLessons: taken) else {
            return page(
                "Refund the package of",
                "    <p class=\"card\" role=\"alert\">No lesson of this package is unused.</p>")
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

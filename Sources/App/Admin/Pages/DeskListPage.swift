// On an answer's way: a list of the desk's, with what it can be asked for above it.
internal import Basics
internal import PaymentRules
internal import Payments

/// A row of either list.
struct DeskRow {
    let id: Int64
    let html: HTML

    init(_ named: NamedBooking) {
        let booking = named.booking
        id = booking.id
        let title: HTML = "Booking \(id)"
        let link: HTML = booking.paymentID.map { "<a href=\"/admin/payments/\($0)\">\(title)</a>" } ?? title
        html = """
                  <li>
                    <span class="what">\(link): \(named.student.name) with \(named.instructor.name)</span>
                    <span>\(AdminText.time(booking.startsAt, in: named.instructor.timeZone)), \
            \(AdminText.words(booking.status.rawValue))</span>
                    <span>\(AdminText.money(booking.amount, booking.currency)) \
            \(AdminText.standing(booking.standing.status))</span>
                  </li>
            """
    }

    init(_ named: NamedPayment) {
        let payment = named.payment
        id = payment.id
        html = """
                  <li>
                    <span class="what"><a href="/admin/payments/\(id)">Payment \(id)</a>: \
            \(named.student?.name ?? "another service's payer")</span>
                    <span>\(AdminText.time(payment.createdAt)), \(payment.kind.rawValue)</span>
                    <span>\(AdminText.money(payment.amount, payment.currency)) \
            \(AdminText.standing(payment.status))</span>
                  </li>
            """
    }
}

struct DeskListPage {
    let place: AdminFrame.Place
    let query: DeskQuery
    /// Those whose name fits, when one was searched for.
    let people: [Student]
    /// One more than fits when there are more.
    let found: [DeskRow]
    /// Whose rows they are; nil for everybody's.
    let student: Int64?
    let frame: AdminFrame

    var html: HTML {
        frame.page(
            place.name, at: place,
            """
            \(form)
            \(choice)
                <section class="card" aria-label="\(place.name), the newest first">
            \(list)
                </section>
            \(exports)
            """)
    }

    /// Of what the list has, but all of it; and of the ledger, beside the payments.
    private var exports: HTML {
        let own = query.link("\(place.rawValue).csv", student: student, cursor: nil)
        let ledger: HTML =
            place == .payments ? " <a class=\"button\" href=\"/admin/ledger.csv\">The ledger as CSV</a>" : ""
        return """
                <p class="actions"><a class="button" href="\(own)">These as CSV</a>\(ledger)</p>
            """
    }

    private var form: HTML {
        let names = DeskQuery.Shape.shape
        let status: HTML =
            place == .bookings ? Self.menu(names.status.name, "Lesson", query.status) : ""
        return """
                <form class="card filter" method="get" action="\(place.rawValue)" role="search">
                  <p><label for="q">Number, or a student's name or mail address</label>
                    <input id="q" name="\(names.search.name)" value="\(query.search ?? "")" maxlength="200"></p>
            \(status)
            \(Self.menu(names.payment.name, "Payment", query.payment))
                  <p><button class="button" type="submit">Show</button></p>
                </form>
            """
    }

    private static func menu<Word: RawRepresentable & CaseIterable & Equatable>(
        _ name: String, _ label: String, _ chosen: Word?
    ) -> HTML where Word.RawValue == String {
        let options = Word.allCases.map { word -> HTML in
            let mark: HTML = word == chosen ? " selected" : ""
            return
                "        <option value=\"\(word.rawValue)\"\(mark)>\(AdminText.words(word.rawValue))</option>"
        }
        return """
                  <p><label for="\(name)">\(label)</label>
                  <select id="\(name)" name="\(name)">
                    <option value="">any</option>
            \(HTML(lines: options))
                  </select></p>
            """
    }

    /// Of several people with such a name.
    private var choice: HTML {
        guard query.search != nil, query.id == nil, student == nil else { return "" }
        guard !people.isEmpty else { return "    <p role=\"status\">No student goes by that name.</p>" }
        let links = people.map { person -> HTML in
            let link = query.link(place.rawValue, student: person.id, cursor: nil)
            return "      <li><a href=\"\(link)\">\(person.name)</a> \(person.email)</li>"
        }
        return """
                <section class="card" aria-labelledby="who">
                  <h2 id="who">Whose?</h2>
                  <ul class="rows">
            \(HTML(lines: links))
                  </ul>
                </section>
            """
    }

    private var list: HTML {
        let shown = found.prefix(Int(query.page.limit))
        guard let last = shown.last else { return "      <p class=\"muted\">Nothing to show.</p>" }
        let rows: HTML = "      <ul class=\"rows\">\n\(HTML(lines: shown.map(\.html)))\n      </ul>"
        guard found.count > shown.count else { return rows }
        let link = query.link(place.rawValue, student: student, cursor: PageCursor.write(last.id))
        return "\(rows)\n      <p><a class=\"button\" rel=\"next\" href=\"\(link)\">Older ones</a></p>"
    }
}

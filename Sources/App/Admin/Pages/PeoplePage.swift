// On an answer's way: a list of people, with what it can be searched by above it.
internal import Basics
internal import PaymentRules
internal import Payments

/// Of either list.
struct PersonRow {
    let id: Int64
    let name: String
    let email: String
    let timeZone: String

    init(_ student: Student) {
        (id, name, email, timeZone) = (student.id, student.name, student.email, student.timeZone)
    }

    init(_ instructor: Instructor) {
        (id, name, email) = (instructor.id, instructor.name, instructor.email)
        timeZone = instructor.timeZone
    }
}

struct PeoplePage {
    let place: AdminFrame.Place
    let query: PeopleQuery
    /// One more than fits when there are more.
    let found: [PersonRow]
    let frame: AdminFrame

    private var names: PeopleQuery.Shape { PeopleQuery.Shape.shape }

    var html: HTML {
        frame.page(
            place.name, at: place,
            """
                <form class="card filter" method="get" action="\(place.rawValue)" role="search">
                  <p><label for="q">How a name or mail address begins</label>
                    <input id="q" name="\(names.search.name)" value="\(query.search ?? "")" maxlength="200"></p>
                  <p><button class="button" type="submit">Show</button></p>
                </form>
                <section class="card" aria-label="\(place.name)">
            \(list)
                </section>
            """)
    }

    private var list: HTML {
        let shown = found.prefix(Int(query.page.limit))
        guard let last = shown.last else { return "      <p class=\"muted\">Nobody to show.</p>" }
        let rows = shown.map { person -> HTML in
            """
                    <li>
                      <span class="what"><a href="\(place.rawValue)/\(person.id)">\(person.name)</a></span>
                      <span>\(person.email)</span>
                      <span>\(person.timeZone)</span>
                    </li>
            """
        }
        return """
                  <ul class="rows">
            \(HTML(lines: rows))
                  </ul>
            \(found.count > shown.count ? more(last) : "")
            """
    }

    /// Who is searched for stands in the order of names, which no id leads on in: a longer beginning does.
    private func more(_ last: PersonRow) -> HTML {
        guard query.search == nil else {
            return "      <p class=\"muted\">There are more of them: type more of the name.</p>"
        }
        let link = "\(place.rawValue)?\(names.page.cursor.name)=\(PageCursor.write(last.id))"
        return "      <p><a class=\"button\" rel=\"next\" href=\"\(link)\">Older ones</a></p>"
    }
}

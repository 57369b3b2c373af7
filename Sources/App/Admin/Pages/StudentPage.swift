// On an answer's way: one student, with lessons, packages and cards.
internal import Basics
internal import PaymentRules
internal import Payments

struct StudentPage {
    let record: StudentRecord
    let frame: AdminFrame

    private var student: Student { record.student }

    var html: HTML {
        let facts = [
            ("Mail", student.email), ("Time zone", student.timeZone),
            ("At Stripe", student.customer?.text ?? "not yet: there is no card"),
            ("Signs in as", student.subject ?? "nobody: their tokens are not known here"),
        ]
        return frame.page(
            student.name, at: .students,
            """
                <section class="card" aria-label="Student \(student.id)">
                  <dl class="facts">
            \(HTML(lines: facts.map { "        <dt>\($0.0)</dt><dd>\($0.1)</dd>" }))
                  </dl>
                </section>
            \(section("bookings", "Bookings", none: "No booking yet.", record.bookings.map { DeskRow($0).html }))
            \(section("packages", "Packages", none: "No package.", record.packages.map(package)))
            \(section("cards", "Cards", none: "No card is kept here.", record.cards.map(card)))
                <p class="actions">
                  <a class="button" href="/admin/bookings?student_id=\(student.id)">All bookings</a>
                  <a class="button" href="/admin/payments?student_id=\(student.id)">All payments</a>
                </p>
            """)
    }

    private func section(_ id: String, _ title: String, none: String, _ rows: [HTML]) -> HTML {
        let most = Int(StudentRecord.rowsMax)
        let list: HTML =
            rows.isEmpty
            ? "      <p class=\"muted\">\(none)</p>"
            : "      <ul class=\"rows\">\n\(HTML(lines: Array(rows.prefix(most))))\n      </ul>"
        let more: HTML =
            rows.count > most ? "\n      <p class=\"muted\">There are more: these are the newest.</p>" : ""
        return """
                <section class="card" aria-labelledby="\(id)">
                  <h2 id="\(id)">\(title)</h2>
            \(list)\(more)
                </section>
            """
    }

    private func package(_ package: LessonPackage) -> HTML {
        let origin = package.origin == .bought ? "bought" : "a credit for a lesson that was cancelled"
        return """
                    <li>
                      <span class="what"><a href="/admin/payments/\(package.paymentID)">Package \(package.id)</a></span>
                      <span>\(package.lessonsLeft) of \(package.lessonsCount) lessons left</span>
                      <span>\(AdminText.money(package.amount, package.currency)), \(origin)</span>
                    </li>
            """
    }

    private func card(_ card: SavedCard) -> HTML {
        """
                <li>
                  <span class="what">\(card.brand) ending in \(card.last4)</span>
                  <span>good until \(card.expMonth)/\(card.expYear)</span>
                  <span>kept since \(AdminText.time(card.createdAt))</span>
                </li>
        """
    }
}

// On an answer's way: one instructor's week, by the clock on their wall.
internal import Basics
internal import PaymentRules
internal import Payments

struct InstructorPage {
    let record: InstructorRecord
    let week: LocalWeek
    let frame: AdminFrame

    private var instructor: Instructor { record.instructor }

    var html: HTML {
        let rate = instructor.hourlyRate.map { "\(AdminText.money($0, .usd)) an hour" } ?? "agreed each time"
        let facts = [
            ("Mail", instructor.email), ("Time zone", instructor.timeZone), ("Price", rate),
            ("Signs in as", instructor.subject ?? "nobody: their tokens are not known here"),
        ]
        return frame.page(
            instructor.name, at: .instructors,
            """
                <section class="card" aria-label="Instructor \(instructor.id)">
                  <dl class="facts">
            \(HTML(lines: facts.map { "        <dt>\($0.0)</dt><dd>\($0.1)</dd>" }))
                  </dl>
                </section>
                <section class="card" aria-labelledby="week">
                  <h2 id="week">Week of \(AdminText.date(week.start, in: instructor.timeZone))</h2>
                  <p class="actions">
                    \(link("Week before", week.before, rel: "prev"))
                    \(link("Week after", week.after, rel: "next"))
                  </p>
            \(days)
                </section>
            """)
    }

    private func link(_ title: String, _ moment: Int64, rel: String) -> HTML {
        let path = "/admin/instructors/\(instructor.id)"
        return """
            <a class="button" rel="\(rel)" href="\(path)?\(WeekQuery.Shape.shape.moment.name)=\(moment)">\(title)</a>
            """
    }

    /// Each that has lessons, with its date above them.
    private var days: HTML {
        guard !record.lessons.isEmpty else { return "      <p class=\"muted\">No lesson in this week.</p>" }
        var days: [HTML] = []
        var rows: [HTML] = []
        for (index, lesson) in record.lessons.enumerated() {
            let day = date(of: lesson)
            rows.append(DeskRow(lesson).html)
            guard record.lessons.dropFirst(index + 1).first.map(date) != day else { continue }
            days.append(
                """
                      <h3>\(day)</h3>
                      <ul class="rows">
                \(HTML(lines: rows))
                      </ul>
                """)
            rows = []
        }
        let more: HTML =
            record.lessons.count < InstructorRecord.lessonsMax
            ? "" : "      <p class=\"muted\">There are more: these are the last.</p>"
        return HTML(lines: days + [more])
    }

    private func date(of lesson: NamedBooking) -> String {
        AdminText.date(lesson.booking.startsAt, in: instructor.timeZone)
    }
}

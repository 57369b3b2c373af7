// On an answer's way: what the desk's pages have around them.
internal import HTTPServer
internal import Payments

struct AdminFrame {
    /// A page that the frame leads to.
    enum Place: String, CaseIterable {
        case today = "/admin"
        case bookings = "/admin/bookings"
        case payments = "/admin/payments"
        case refundRequests = "/admin/refund-requests"
        case holds = "/admin/holds"
        case students = "/admin/students"
        case instructors = "/admin/instructors"
        case figures = "/admin/figures"
        case policies = "/admin/policies"

        var name: String {
            switch self {
            case .today: "Today"
            case .bookings: "Bookings"
            case .payments: "Payments"
            case .refundRequests: "Refund requests"
            case .holds: "Holds"
            case .students: "Students"
            case .instructors: "Instructors"
            case .figures: "Figures"
            case .policies: "Policies"
            }
        }
    }

    let session: AdminSession
    /// Of the session's forms.
    let mark: String

    /// - Parameter place: the one the page is, or belongs to.
    func page(_ title: String, at place: Place?, _ main: HTML) -> HTML {
        let links = Place.allCases.map { item -> HTML in
            let current: HTML = item == place ? " aria-current=\"page\"" : ""
            return "        <a href=\"\(item.rawValue)\"\(current)>\(item.name)</a>"
        }
        return Self.document(
            title,
            """
                <nav aria-label="Desk">
            \(HTML(lines: links))
                </nav>
                <form class="sign-out" method="post" action="/admin/sign-out">
                  \(markField)
                  <button class="button plain" type="submit">Sign out \(session.caller.name)</button>
                </form>
            """, main, script: "\n  <script src=\"/admin.js\" defer></script>")
    }

    /// Has to stand in every form that changes something.
    var markField: HTML { "<input type=\"hidden\" name=\"\(AdminMark.shape.mark.name)\" value=\"\(mark)\">" }

    /// Forms say where they come from only to this site: without it browsers would send `Origin: null`, which no guard
    /// could tell from another site's (Fetch, "append a request Origin header").
    ///
    /// - Parameter script: an element of the head, for pages that may have one.
    static func document(_ title: String, _ head: HTML, _ main: HTML, script: HTML = "") -> HTML {
        """
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>\(title) - Desk</title>
          <meta name="referrer" content="same-origin">
          <meta name="color-scheme" content="light dark">
          <link rel="icon" href="/logo.svg" type="image/svg+xml">
          <link rel="stylesheet" href="/site.css">
          <link rel="stylesheet" href="/admin.css">\(script)
        </head>
        <body>
          <a class="skip" href="#main">Skip to the content</a>
          <header class="site-header">
            <p class="brand"><a href="/admin"><img src="/logo.svg" alt="" width="36" height="36">Desk</a></p>
        \(head)
          </header>
          <main id="main">
            <h1 class="title">\(title)</h1>
        \(main)
          </main>
        </body>
        </html>

        """
    }

    /// In place of a page that cannot be shown, or of something that was not done.
    static func problem(_ status: Status, _ message: String) -> Response {
        .page(
            status,
            document(
                "\(status.reason)", "",
                """
                    <section class="card" aria-labelledby="main">
                      <p role="alert">\(message)</p>
                      <p><a href="/admin">Back to the desk</a></p>
                    </section>
                """))
    }
}

/// What stands in every form of the desk that changes something.
struct AdminMark: FormShape {
    static let shape = AdminMark()
    static let title = "AdminMark"

    let mark = FormField.text(
        "form_mark", "As the page has it: it shows that the form is the desk's own.", charactersMax: 128,
        example: "7a7e")
}

// On a request's way: the mails that the sandbox would have sent, for who tries it.
internal import HTTPServer
internal import Payments

struct OutboxDoor: Sendable {
    /// nil outside the sandbox: real people's mails are nobody's to read.
    let shelf: MailShelf?

    /// `GET /sandbox/outbox`: the last mails, the newest first.
    @Sendable func page(_ request: Request) async -> Response {
        guard let shelf else {
            return ErrorBody.response(.notFound, code: "not_found", message: "There is no such path.")
        }
        // A mail's styles stand in its markup, and its frame obeys the policy of the page around it.
        return .page(.ok, Self.html(shelf.mails.reversed()), styles: "'self' 'unsafe-inline'")
    }

    private static func html(_ mails: [OutgoingMail]) -> HTML {
        let list: HTML =
            mails.isEmpty
            ? """
                <p class="card">No mail yet. Book a lesson: its mail is here within ten seconds, unless SMTP_URL or
                  DATA_DIR leads it elsewhere.</p>
            """ : HTML(lines: mails.enumerated().map { sheet($1, number: Int64($0 + 1)) })
        return PageFrame.page(
            "The sandbox's mails",
            """
                <div class="title"><h2>The sandbox's mails</h2></div>
                <p class="muted">Nothing leaves this machine. These are the last hundred, the newest first.</p>
            \(list)
            """)
    }

    /// The HTML part is shown in a frame that may do nothing: no scripts, no forms, no way out (HTML, "sandbox").
    private static func sheet(_ mail: OutgoingMail, number: Int64) -> HTML {
        """
            <article class="card mail" aria-labelledby="mail-\(number)">
              <h3 id="mail-\(number)">\(mail.subject)</h3>
              <p class="muted">To \(mail.to.name ?? "") \(mail.to.address)</p>
              <pre>\(linked(mail.text))</pre>
              <details>
                <summary>As HTML</summary>
                <iframe sandbox title="\(mail.subject), as HTML" srcdoc="\(HTML(linesOf: mail.html))"></iframe>
              </details>
            </article>
        """
    }

    /// An address ends its line; a mail program makes a link of it too.
    private static func linked(_ text: String) -> HTML {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> HTML in
            guard let last = line.split(separator: " ").last,
                last.hasPrefix("http://") || last.hasPrefix("https://")
            else { return "\(String(line))" }
            let address = String(last)
            return "\(String(line.dropLast(address.count)))<a href=\"\(address)\">\(address)</a>"
        }
        return HTML(lines: lines)
    }
}

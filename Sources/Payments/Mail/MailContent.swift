// On a mail's way: what it says, once, and its two faces.

/// A mail's content. Names in it are strangers' text: both faces show them and obey none of them.
struct MailContent: Sendable, Equatable {
    enum Line: Sendable, Equatable {
        case text(String)
        /// In plain text the address stands behind the words; `words` end without punctuation.
        case link(_ words: String, to: String)
    }

    /// Also the first line.
    let subject: String
    let paragraphs: [[Line]]

    /// - Parameter paragraphs: an empty one is left out.
    init(_ subject: String, _ paragraphs: [[Line]]) {
        self.subject = subject
        self.paragraphs = paragraphs.filter { !$0.isEmpty }
    }

    /// Lines end with LF.
    var text: String { text(of: \.text) + "\n" }

    /// The same without its links' addresses: who has one has the page behind it, and evidence goes to strangers.
    var keptText: String { text(of: \.words) }

    private func text(of face: (Line) -> String) -> String {
        let blocks = paragraphs.map { $0.map(face).joined(separator: "\n") }
        return ([subject] + blocks).joined(separator: "\n\n")
    }

    /// Nothing is loaded from anywhere, so that opening a mail tells nobody.
    var html: String {
        let blocks = paragraphs.map { "<p>" + $0.map(\.html).joined(separator: "<br>\n") + "</p>" }
        return """
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>\(HTML.escaped(subject))</title></head>
            <body style="font-family: sans-serif; line-height: 1.5; max-width: 36em; margin: 2em auto">
            <h1 style="font-size: 1.4em">\(HTML.escaped(subject))</h1>
            \(blocks.joined(separator: "\n"))
            </body>
            </html>

            """
    }
}

extension MailContent.Line: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    init(stringLiteral text: String) { self = .text(text) }

    fileprivate var text: String {
        switch self {
        case .text(let text): text.inert
        case .link(let words, let address): "\(words.inert): \(address.inert)"
        }
    }

    fileprivate var words: String {
        switch self {
        case .text(let text): text.inert
        case .link(let words, _): "\(words.inert) (a link)"
        }
    }

    fileprivate var html: String {
        switch self {
        case .text(let text): HTML.escaped(text)
        case .link(let words, let address): "<a href=\"\(HTML.escaped(address))\">\(HTML.escaped(words))</a>"
        }
    }
}

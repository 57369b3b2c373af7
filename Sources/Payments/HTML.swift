// On the way to people: HTML in which nobody's text is obeyed.

/// Markup as it is written in the code, with text put in. What is put in is escaped; there is no other way in.
///
///     let line: HTML = "<p>Instructor: \(name)</p>"
package struct HTML: Sendable, Equatable, ExpressibleByStringInterpolation {
    package let source: String

    package init(stringLiteral source: String) {
        self.source = source
    }

    package init(stringInterpolation: StringInterpolation) {
        source = stringInterpolation.source
    }

    /// One below the other.
    package init(lines parts: [HTML]) {
        source = parts.map(\.source).joined(separator: "\n")
    }

    /// Text whose line feeds are kept.
    package init(linesOf text: String) {
        self.init(
            lines: text.split(separator: "\n", omittingEmptySubsequences: false).map { "\(String($0))" })
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var source = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            source.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) { source += literal }
        package mutating func appendInterpolation(_ text: String) { source += HTML.escaped(text) }
        package mutating func appendInterpolation(_ number: Int64) { source += String(number) }
        package mutating func appendInterpolation(_ part: HTML) { source += part.source }
    }

    /// For between tags, and within an attribute's quotes. What is unseen, and could turn the direction of what
    /// follows, is shown as U+FFFD; so are line feeds.
    static func escaped(_ text: String) -> String {
        var outcome = ""
        for scalar in text.inert.unicodeScalars {
            switch scalar {
            case "&": outcome += "&amp;"
            case "<": outcome += "&lt;"
            case ">": outcome += "&gt;"
            case "\"": outcome += "&quot;"
            case "'": outcome += "&#39;"
            default: outcome.unicodeScalars.append(scalar)
            }
        }
        return outcome
    }
}

// On an answer's way: a chart of bars, drawn here and not by a script.
internal import Payments

/// Each bar has its name and its value in words above it, and its window's own pattern: no color tells anything. What
/// colors there are come from the style sheet, which has darker ones too.
struct BarChart {
    struct Bar {
        let name: String
        let value: String
        /// Nothing, and nil for what was not measured, leave the track empty.
        let size: Int64?
        let pattern: Pattern
    }

    enum Pattern: String, CaseIterable {
        case plain
        case hatched
        case dotted
    }

    /// Of the page; ids begin with it.
    let id: String
    let title: String
    let bars: [Bar]
    /// What fills a whole track; at least the largest bar.
    let whole: Int64

    private static let width: Int64 = 240
    private static let rowHeight: Int64 = 50

    var html: HTML {
        let rows = bars.enumerated().map { row($1, top: Int64($0) * Self.rowHeight) }
        let height = Int64(bars.count) * Self.rowHeight
        let told = bars.map { "\($0.name): \($0.value)." }.joined(separator: " ")
        return """
            <svg class="chart" viewBox="0 0 \(Self.width) \(height)" role="img" \
            aria-labelledby="\(id)-title \(id)-desc">
              <title id="\(id)-title">\(title)</title>
              <desc id="\(id)-desc">\(told)</desc>
            \(HTML(lines: rows))
            </svg>
            """
    }

    private func row(_ bar: Bar, top: Int64) -> HTML {
        // A bar that is there at all is seen.
        let size = bar.size.flatMap { $0 > 0 ? min($0, whole) : nil }
        let length = size.map { max(2, $0 * Self.width / max(whole, 1)) }
        let filled: HTML =
            length.map { length in
                """

                  <rect class="bar" x="0" y="\(top + 24)" width="\(length)" height="16"/>\
                \(overlay(bar.pattern, top: top, length: length))
                """
            } ?? ""
        return """
              <text x="0" y="\(top + 16)">\(bar.name)</text>
              <text class="value" x="\(Self.width)" y="\(top + 16)" text-anchor="end">\(bar.value)</text>
              <rect class="track" x="0.5" y="\(top + 24)" width="\(Self.width - 1)" height="16"/>\(filled)
            """
    }

    private func overlay(_ pattern: Pattern, top: Int64, length: Int64) -> HTML {
        guard pattern != .plain else { return "" }
        return """
            <rect x="0" y="\(top + 24)" width="\(length)" height="16" fill="url(#\(pattern.rawValue))"/>
            """
    }

    /// Stands once on a page that has charts.
    static let patterns: HTML = """
        <svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false">
          <defs>
            <pattern id="hatched" width="8" height="8" patternUnits="userSpaceOnUse">
              <path class="on-bar" d="M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6"/>
            </pattern>
            <pattern id="dotted" width="8" height="8" patternUnits="userSpaceOnUse">
              <circle class="on-bar-dot" cx="4" cy="4" r="1.75"/>
            </pattern>
          </defs>
        </svg>
        """
}

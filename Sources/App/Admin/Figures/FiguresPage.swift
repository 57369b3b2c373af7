// On an answer's way: how holds fare, in six figures, each as a chart and all of them as a table.
internal import Basics
internal import PaymentRules
internal import Payments

struct FiguresPage {
    let count: FiguresBoard.Count
    let frame: AdminFrame

    private struct Figure {
        let id: String
        let title: String
        let meaning: String
        /// Of each window, in their order.
        let values: [Value]
        /// Of a rate, where a whole bar is all of them; nil measures by the largest.
        var whole: Int64?
    }

    private struct Value {
        let text: String
        /// What it was counted from.
        let source: String
        let size: Int64?
    }

    var html: HTML {
        frame.page(
            "Figures", at: .figures,
            """
                <p class="muted">Counted \(AdminText.time(count.at)), and anew when somebody looks five minutes \
            later. Each window ends then; a hold belongs to the day on which it was tried.</p>
                \(BarChart.patterns)
                <div class="figures">
            \(HTML(lines: figures.map(card)))
                </div>
            \(table)
            """)
    }

    private func card(_ figure: Figure) -> HTML {
        let patterns = BarChart.Pattern.allCases
        let bars = figure.values.enumerated().map { index, value in
            BarChart.Bar(
                name: Self.windowName(index), value: value.text, size: value.size,
                pattern: patterns[index % patterns.count])
        }
        let chart = BarChart(
            id: figure.id, title: figure.title, bars: bars,
            whole: figure.whole ?? figure.values.compactMap(\.size).max() ?? 1)
        return """
                  <section class="card" aria-labelledby="\(figure.id)">
                    <h2 id="\(figure.id)">\(figure.title)</h2>
                    <p class="muted">\(figure.meaning)</p>
            \(chart.html)
                  </section>
            """
    }

    private static func windowName(_ index: Int) -> String { "\(FiguresBoard.windowDays[index]) days" }

    private var table: HTML {
        let heads = FiguresBoard.windowDays.indices.map { index -> HTML in
            "<th scope=\"col\">\(Self.windowName(index))</th>"
        }
        let rows = figures.map { figure -> HTML in
            let cells = figure.values.map { value -> HTML in
                let source: HTML = value.source.isEmpty ? "" : " <small>\(value.source)</small>"
                return "<td>\(value.text)\(source)</td>"
            }
            return "        <tr><th scope=\"row\">\(figure.title)</th>\(HTML(lines: cells))</tr>"
        }
        return """
                <section class="card" aria-labelledby="numbers">
                  <h2 id="numbers">The same in numbers</h2>
                  <div class="table" tabindex="0" role="group" aria-labelledby="numbers"><table>
                    <thead><tr><th scope="col">Figure</th>\(HTML(lines: heads))</tr></thead>
                    <tbody>
            \(HTML(lines: rows))
                    </tbody>
                  </table></div>
                </section>
            """
    }

    // MARK: The six

    private var figures: [Figure] {
        [
            rate("success", "Holds that stood", "Of the holds that were tried.", \.authorizationSuccess),
            waiting,
            rate("expired", "Holds that expired", "Of the holds that stood.", \.authorizationExpiry),
            rate(
                "refused", "Captures refused for good", "Of the captures that were decided.", \.captureFailure
            ),
            length, tickets,
        ]
    }

    private var waiting: Figure {
        Figure(
            id: "waiting", title: "From hold to capture",
            meaning: "Half of the captures came within this time.",
            values: count.figures.map { Self.value($0.authorizationToCapture) })
    }

    private var length: Figure {
        Figure(
            id: "length", title: "How long a hold stands",
            meaning: "On average, until it is captured, released or expired.",
            values: count.figures.map { Self.value($0.holdSeconds) })
    }

    private var tickets: Figure {
        Figure(
            id: "tickets", title: "Support tickets about holds",
            meaning: "Somebody did not know a hold on their statement.",
            values: count.figures.map { Self.value(tickets: Int64($0.holdSupportTickets)) })
    }

    private static func value(_ seconds: HoldFigures.Seconds) -> Value {
        guard let median = seconds.median, let most = seconds.p95 else { return none }
        let source = "95 % within \(AdminText.duration(most)), \(seconds.count) captures"
        return Value(text: AdminText.duration(median), source: source, size: median)
    }

    private static func value(_ mean: HoldFigures.Mean) -> Value {
        guard let value = mean.value else { return none }
        return Value(text: AdminText.duration(value), source: "\(mean.count) holds", size: value)
    }

    private static func value(tickets: Int64) -> Value {
        Value(text: "\(tickets)", source: "", size: tickets)
    }

    private static func value(_ rate: Rate) -> Value {
        guard let percent = rate.percentText else { return none }
        let size = Int64(rate.numerator * 10_000 / rate.denominator)
        return Value(text: "\(percent) %", source: "\(rate.numerator) of \(rate.denominator)", size: size)
    }

    private static let none = Value(text: "none yet", source: "", size: nil)

    private func rate(
        _ id: String, _ title: String, _ meaning: String, _ rate: KeyPath<HoldFigures, Rate>
    ) -> Figure {
        Figure(
            id: id, title: title, meaning: meaning,
            values: count.figures.map { Self.value($0[keyPath: rate]) }, whole: 10_000)
    }
}

extension Rate {
    /// With two places, rounded half up: `98.75`. nil of nothing.
    fileprivate var percentText: String? {
        decimalText.flatMap { Int64($0.replacing(".", with: "")) }.map { hundredths in
            let fraction = String(100 + hundredths % 100).dropFirst()
            return "\(hundredths / 100).\(fraction)"
        }
    }
}

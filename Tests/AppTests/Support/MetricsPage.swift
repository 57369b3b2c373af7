// The answer of /metrics, read as strictly as Prometheus' text format 0.0.4 is written.
import Testing

struct MetricsPage {
    /// In the order of the page.
    private(set) var types: [(name: String, type: String)] = []
    private(set) var samples: [(series: String, value: String)] = []

    /// The names that a query may use; a histogram has three.
    var names: Set<String> {
        Set(
            types.flatMap { name, type in
                type == "histogram" ? ["\(name)_bucket", "\(name)_sum", "\(name)_count"] : [name]
            })
    }

    init(_ body: [UInt8]) throws {
        var helped: Set<String> = []
        for line in String(decoding: body, as: UTF8.self).split(separator: "\n") {
            if let match = line.wholeMatch(of: #/# HELP ([a-z0-9_]+) (.+)/#) {
                let isNew = helped.insert(String(match.1)).inserted
                #expect(isNew, "\(line)")
            } else if let match = line.wholeMatch(of: #/# TYPE ([a-z0-9_]+) (counter|gauge|histogram)/#) {
                #expect(helped.contains(String(match.1)), "\(line)")
                types.append((String(match.1), String(match.2)))
            } else {
                let match = try #require(
                    line.wholeMatch(
                        of: #/(([a-z0-9_]+)({[a-z]+="[^"]*"(,[a-z]+="[^"]*")*})?) (-?[0-9.]+|NaN)/#),
                    "\(line)")
                // All samples of a metric stand under its type.
                #expect(types.last.map { match.2.hasPrefix($0.name) } == true, "\(line)")
                samples.append((String(match.1), String(match.5)))
            }
        }
    }
}

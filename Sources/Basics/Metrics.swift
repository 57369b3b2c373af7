// Under everything that is counted: numbers that any thread may raise without waiting, read as Prometheus text.
internal import Synchronization

/// Only grows.
package final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    package init() {}

    package func add(_ amount: Int = 1) { count.wrappingAdd(amount, ordering: .relaxed) }
    package var value: Int { count.load(ordering: .relaxed) }
}

/// Goes up and down.
package final class Gauge: Sendable {
    private let current = Atomic<Int>(0)

    package init() {}

    package func set(_ value: Int) { current.store(value, ordering: .relaxed) }
    package var value: Int { current.load(ordering: .relaxed) }
}

/// How long things took, in buckets that double as percentiles.
package final class Histogram: Sendable {
    /// Upper bounds: half a millisecond to ten seconds, the span between a health check and a Stripe time-out.
    static let boundsMicroseconds = [
        500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
        5_000_000, 10_000_000,
    ]

    private let buckets = (0...boundsMicroseconds.count).map { _ in Counter() }
    private let sumMicroseconds = Counter()

    package init() {}

    package func observe(nanoseconds: UInt64) {
        let microseconds = Int(clamping: nanoseconds / 1000)
        let bucket = Self.boundsMicroseconds.firstIndex { microseconds <= $0 } ?? buckets.count - 1
        buckets[bucket].add()
        sumMicroseconds.add(microseconds)
    }

    fileprivate func render(_ name: String, _ labels: String, into text: inout String) {
        var total = 0
        let comma = labels.isEmpty ? "" : ","
        for (index, bucket) in buckets.enumerated() {
            total += bucket.value
            let bound =
                index < Self.boundsMicroseconds.count ? Self.seconds(Self.boundsMicroseconds[index]) : "+Inf"
            text += "\(name)_bucket{\(labels)\(comma)le=\"\(bound)\"} \(total)\n"
        }
        let braces = labels.isEmpty ? "" : "{\(labels)}"
        text += "\(name)_sum\(braces) \(Self.seconds(sumMicroseconds.value))\n"
        text += "\(name)_count\(braces) \(total)\n"
    }

    /// Microseconds as decimal seconds, exactly.
    package static func seconds(_ microseconds: Int) -> String {
        let fraction = String(1_000_000 + microseconds % 1_000_000).dropFirst()
        let trimmed = fraction.reversed().drop { $0 == "0" }.reversed()
        return "\(microseconds / 1_000_000)" + (trimmed.isEmpty ? "" : "." + String(trimmed))
    }
}

/// All metrics of a process under their names.
package final class Metrics: Sendable {
    private enum Series: Sendable {
        case counter(labels: String, Counter)
        case gauge(labels: String, Gauge)
        case histogram(labels: String, Histogram)
    }

    private struct Family: Sendable {
        let name: String
        let help: String
        let type: String
        var series: [Series] = []
    }

    private let families = Lock<[Family]>([])

    package init() {}

    /// - Parameters:
    ///   - name: after Prometheus' habits: `fermata_..._total`.
    ///   - labels: from a small, closed set; never what a caller sent.
    package func counter(_ name: String, _ help: String, labels: [(String, String)] = []) -> Counter {
        let counter = Counter()
        add(.counter(labels: Self.text(labels), counter), name, help, "counter")
        return counter
    }

    package func gauge(_ name: String, _ help: String, labels: [(String, String)] = []) -> Gauge {
        let gauge = Gauge()
        add(.gauge(labels: Self.text(labels), gauge), name, help, "gauge")
        return gauge
    }

    /// Names end in `_seconds`.
    package func histogram(_ name: String, _ help: String, labels: [(String, String)] = []) -> Histogram {
        let histogram = Histogram()
        add(.histogram(labels: Self.text(labels), histogram), name, help, "histogram")
        return histogram
    }

    /// Prometheus' text format, version 0.0.4. Series that were never touched are there too, as 0, so that a rate can
    /// be taken from the first event on; except those of a counter or a gauge that has labels.
    package func render() -> String {
        var text = ""
        for family in families.withLock({ $0 }) {
            text += "# HELP \(family.name) \(family.help)\n# TYPE \(family.name) \(family.type)\n"
            for series in family.series {
                switch series {
                case .counter(let labels, let counter):
                    text += Self.line(family.name, labels, counter.value)
                case .gauge(let labels, let gauge):
                    text += Self.line(family.name, labels, gauge.value)
                case .histogram(let labels, let histogram):
                    histogram.render(family.name, labels, into: &text)
                }
            }
        }
        return text
    }

    private static func line(_ name: String, _ labels: String, _ value: Int) -> String {
        guard !labels.isEmpty else { return "\(name) \(value)\n" }
        return value == 0 ? "" : "\(name){\(labels)} \(value)\n"
    }

    private func add(_ series: Series, _ name: String, _ help: String, _ type: String) {
        families.withLock { families in
            let index = families.firstIndex { $0.name == name } ?? families.count
            if index == families.count { families.append(Family(name: name, help: help, type: type)) }
            families[index].series.append(series)
        }
    }

    private static func text(_ labels: [(String, String)]) -> String {
        labels.map { "\($0.0)=\"\($0.1)\"" }.joined(separator: ",")
    }
}

// On the way of what is counted when somebody scrapes: one metric with its samples, in Prometheus' text format.

struct MetricFamily {
    struct Sample {
        var labels: [(String, String)] = []
        let value: String
    }

    let name: String
    let help: String
    var type = "gauge"
    let samples: [Sample]

    /// One sample, which is a number.
    init(_ name: String, _ help: String, type: String = "gauge", _ value: Int64) {
        self.init(name, help, type: type, [Sample(value: "\(value)")])
    }

    init(_ name: String, _ help: String, type: String = "gauge", _ samples: [Sample]) {
        self.name = name
        self.help = help
        self.type = type
        self.samples = samples
    }

    var text: String {
        samples.reduce("# HELP \(name) \(help)\n# TYPE \(name) \(type)\n") { text, sample in
            let labels = sample.labels.map { "\($0.0)=\"\($0.1)\"" }.joined(separator: ",")
            return text + name + (labels.isEmpty ? "" : "{\(labels)}") + " \(sample.value)\n"
        }
    }
}

// After a request's way: the process as the system sees it, under the names that all of Prometheus' clients use.
internal import Basics

enum ProcessMetrics {
    /// Lines of the text format; what this system does not tell is left out.
    static func text() -> String {
        var families = [
            MetricFamily(
                "fermata_build_info", "What runs here.",
                [.init(labels: [("version", Version.text)], value: "1")])
        ]
        if let status = ProcessStatus.current() {
            families += [
                MetricFamily(
                    "process_start_time_seconds", "When the process started, in Unix seconds.",
                    status.startedAt),
                MetricFamily(
                    "process_cpu_seconds_total", "Time in its own code and in the kernel.", type: "counter",
                    [.init(value: Histogram.seconds(Int(status.cpuMicroseconds)))]),
                MetricFamily(
                    "process_resident_memory_bytes", "Memory that is really there.", status.residentBytes),
                MetricFamily("process_open_fds", "Open files and sockets.", status.descriptors),
                MetricFamily("process_max_fds", "How many there may be.", status.descriptorsMax),
            ]
        }
        return families.map(\.text).joined()
    }
}

// Beside a request's way: how it goes with keys that come from elsewhere, for the log and the metrics.
internal import Basics
internal import Tokens

struct KeyReporter: Sendable {
    private let log: Log
    private let read: Counter
    private let failed: Counter

    init(_ metrics: Metrics, _ log: Log) {
        self.log = log
        func reads(_ outcome: String) -> Counter {
            metrics.counter(
                "fermata_token_key_reads_total",
                "How often the keys that prove tokens were read from their file or server.",
                labels: [("outcome", outcome)])
        }
        read = reads("read")
        failed = reads("failed")
    }

    func tell(_ news: KeyNews) {
        switch news {
        case .read(let keys):
            read.add()
            log.info("token_keys_read") { line in
                line.member("keys", keys.count)
                if !keys.passedOver.isEmpty {
                    line.member("passed_over", keys.passedOver.joined(separator: "; "))
                }
            }
        case .failed(let reason, let goesOn):
            failed.add()
            log.error("token_keys_not_read") { line in
                line.member("reason", reason)
                line.member("older_keys_go_on", goesOn)
            }
        }
    }
}

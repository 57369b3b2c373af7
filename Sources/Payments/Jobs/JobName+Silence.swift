// Beside the jobs: which of them have been silent for too long.
package import PaymentRules

extension JobName {
    /// One run may fail, and a process may be started again.
    private static let missedRunsMax: Int64 = 3
    private static let quietSecondsMin: Int64 = 600

    /// Those that have not succeeded for several of their periods, or never.
    package static func silent(in standings: [JobStanding], now: Int64) -> [JobName] {
        allCases.filter { job in
            let last = standings.first { $0.name == job.rawValue }?.succeededAt
            return now - (last ?? 0) > max(job.everySeconds * missedRunsMax, quietSecondsMin)
        }
    }
}

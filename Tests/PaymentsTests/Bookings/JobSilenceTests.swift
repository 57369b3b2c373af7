// Tests of when a job counts as silent: after several of its periods, and not after one.
import PaymentRules
import Payments
import Testing

@Suite("Silent jobs", .timeLimit(.minutes(5)))
struct JobSilenceTests {
    private static let now: Int64 = 1_800_000_000

    /// All succeeded half a minute ago, but for those in `ago`.
    private func silent(_ ago: [JobName: Int64]) -> [JobName] {
        let standings = JobName.allCases.map { job in
            JobStanding(
                name: job.rawValue, startedAt: Self.now, succeededAt: Self.now - (ago[job] ?? 30),
                lastError: nil)
        }
        return JobName.silent(in: standings, now: Self.now)
    }

    @Test("three periods are waited for, and ten minutes where that is longer")
    func periods() {
        #expect(silent([:]).isEmpty)
        #expect(silent([.autoCapture: 900, .deliverOutbox: 600, .reconcile: 3 * 3600]).isEmpty)
        #expect(silent([.autoCapture: 901]) == [.autoCapture])
        #expect(silent([.deliverOutbox: 601]) == [.deliverOutbox])
        #expect(silent([.reconcile: 3 * 3600 + 1]) == [.reconcile])
        #expect(JobName.silent(in: [], now: Self.now) == JobName.allCases)
    }
}

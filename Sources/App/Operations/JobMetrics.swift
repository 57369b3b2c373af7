// Beside every request's way: how the jobs go, for whoever is woken when one does not.
internal import Basics
internal import Payments

/// Everything is made at the start and never changes, so that counting takes no lock.
struct JobMetrics: Sendable {
    private struct Series: Sendable {
        let lastSuccess: Gauge
        let succeeded: Counter
        let failed: Counter
        let elsewhere: Counter
    }

    private let byJob: [JobName: Series]
    private let heartbeat: Gauge

    /// Of the last run of any job here, in Unix seconds.
    var heartbeatAt: Int64 { Int64(heartbeat.value) }

    /// - Parameter now: the start, as if a job had run then.
    init(_ metrics: Metrics, now: Int64) {
        heartbeat = metrics.gauge(
            "fermata_jobs_heartbeat_timestamp_seconds", "When any job last ran here, well or not.")
        heartbeat.set(Int(now))
        func runs(_ job: JobName, _ outcome: String) -> Counter {
            metrics.counter(
                "fermata_job_runs_total", "Runs of jobs; elsewhere: another process was at it.",
                labels: [("job", job.rawValue), ("outcome", outcome)])
        }
        let pairs = JobName.allCases.map { job in
            metrics.gauge(
                "fermata_job_period_seconds", "How often a job is meant to run.",
                labels: [("job", job.rawValue)]
            ).set(Int(job.everySeconds))
            let lastSuccess = metrics.gauge(
                "fermata_job_last_success_timestamp_seconds", "When a job last ran to its end here.",
                labels: [("job", job.rawValue)])
            return (
                job,
                Series(
                    lastSuccess: lastSuccess, succeeded: runs(job, "succeeded"), failed: runs(job, "failed"),
                    elsewhere: runs(job, "elsewhere"))
            )
        }
        byJob = Dictionary(uniqueKeysWithValues: pairs)
    }

    func count(_ job: JobName, _ result: Result<JobRun?, any Error>, now: Int64) {
        heartbeat.set(Int(now))
        guard let series = byJob[job] else { return }
        switch result {
        case .success(.some):
            series.succeeded.add()
            series.lastSuccess.set(Int(now))
        case .success(nil): series.elsewhere.add()
        case .failure: series.failed.add()
        }
    }
}

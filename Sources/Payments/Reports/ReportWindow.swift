// On a report's way: the time it is about.

package struct ReportWindow: Sendable, Equatable {
    /// Unix seconds, included.
    package let since: Int64
    /// Unix seconds, not included. nil is up to the newest that Stripe has: no clock of ours decides whether what was
    /// made a second ago counts.
    package let until: Int64?

    package init(since: Int64, until: Int64?) {
        self.since = since
        self.until = until
    }

    /// What the reports are about when nobody says otherwise.
    package static func lastHours(_ hours: Int64 = 36, now: Int64) -> ReportWindow {
        ReportWindow(since: now - hours * 3600, until: nil)
    }
}

// Beside every request's way: how a job went, for who looks after it.

/// Times are seconds since 1970; nil before the first run.
package struct JobStanding: Sendable, Equatable {
    package let name: String
    package let startedAt: Int64?
    package let succeededAt: Int64?
    /// Of the last run; nil when it went well.
    package let lastError: String?

    package init(name: String, startedAt: Int64?, succeededAt: Int64?, lastError: String?) {
        self.name = name
        self.startedAt = startedAt
        self.succeededAt = succeededAt
        self.lastError = lastError
    }
}

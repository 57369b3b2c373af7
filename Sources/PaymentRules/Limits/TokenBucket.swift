// On a request's way: whether somebody who has asked so often may ask again now.

/// A token bucket, kept as the one moment at which it is full again: what is missing from it is the time until then.
/// So there is nothing to bring up to date when time passes, no rounding adds up, and a bucket that is full says so
/// to whoever does not know its limit.
package struct TokenBucket: Sendable, Equatable {
    package enum Answer: Sendable, Equatable {
        case allowed
        /// The earliest whole second at which one is there.
        case refused(retryAfterSeconds: Int64)
    }

    /// Since 1970.
    package private(set) var fullAtMicroseconds: Int64

    /// A new one is full.
    package init(fullAtMicroseconds: Int64 = 0) {
        self.fullAtMicroseconds = fullAtMicroseconds
    }

    /// Clocks differ, and are set back: a bucket that seems emptier than empty is believed so far, because whoever
    /// could make it full by asking a server whose clock is behind would have as many as they like. Beyond that a clock
    /// was wrong, and nobody is kept out until a year that it made up.
    static let clockMarginMicroseconds: Int64 = 3600 * 1_000_000

    /// A clock that goes back gives nothing.
    package mutating func take(_ limit: RateLimit, nowMilliseconds: Int64) -> Answer {
        let now = nowMilliseconds * 1000
        let emptyUntil = now + limit.capacityMicroseconds
        if fullAtMicroseconds > emptyUntil + Self.clockMarginMicroseconds { fullAtMicroseconds = emptyUntil }
        let next = max(fullAtMicroseconds, now) + limit.tokenMicroseconds
        guard next <= emptyUntil else {
            return .refused(retryAfterSeconds: (next - emptyUntil + 999_999) / 1_000_000)
        }
        fullAtMicroseconds = next
        return .allowed
    }
}

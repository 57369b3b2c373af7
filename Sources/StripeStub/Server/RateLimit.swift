// Around the stub: how many requests a second it takes.

/// A bucket that holds a second's worth of tokens and fills evenly (Stripe, rate limits).
struct RateLimit: Sendable {
    private let perSecond: Int
    private var thousandths: Int
    private var filledAtMilliseconds: Int?

    init(perSecond: Int) {
        self.perSecond = perSecond
        thousandths = perSecond * 1000
    }

    /// - Parameter now: of a clock that never runs backwards.
    mutating func takes(atMilliseconds now: Int) -> Bool {
        let waited = min(1000, now - (filledAtMilliseconds ?? now))
        thousandths = min(perSecond * 1000, thousandths + waited * perSecond)
        filledAtMilliseconds = now
        guard thousandths >= 1000 else { return false }
        thousandths -= 1000
        return true
    }
}

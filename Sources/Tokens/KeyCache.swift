// Beside a request's way: how long published keys are believed, and when they are read again. No clock, no network.

/// What is known of a key server's keys. It decides; `KeyServer` does.
struct KeyCache: Sendable {
    /// Where the server says nothing of it.
    static let lifeSecondsUsual: Int64 = 3600
    /// Shorter would be a fetch a minute and more; longer, and a key that was taken back is believed for days.
    static let lifeSecondsRange: ClosedRange<Int64> = 300...86_400
    /// So long keys are used past their life while their server cannot be reached.
    static let graceSeconds: Int64 = 86_400
    /// Between two fetches for the sake of names that are not there, which anybody can make up; and between tries of a
    /// server that cannot be reached.
    static let pauseSeconds: Int64 = 30
    /// Between tries while there are no keys at all, and nobody can sign in.
    static let pauseSecondsWithout: Int64 = 5

    /// What a request has to do before it looks for its key.
    enum Step: Equatable {
        case goOn
        /// Begins a fetch, which is under way from now on, and goes on.
        case fetchBehind
        /// Begins one and waits for its end.
        case fetch
        /// Waits for the end of the one that is under way.
        case wait
    }

    private struct Known {
        let keys: KeySet
        let readAt: Int64
        let lifeSeconds: Int64

        var endsAt: Int64 { readAt + lifeSeconds }
        /// A fifth of their life before its end, but not long before it.
        var renewsAt: Int64 { endsAt - min(lifeSeconds / 5, 600) }
    }

    private var known: Known?
    private var isFetching = false
    private var triedAt: Int64?
    private var nameMissedAt: Int64?
    /// Whether the last fetch came to nothing.
    private(set) var hasFailed = false

    /// nil before the first were read, and when they are too old to be believed.
    func keys(now: Int64) -> KeySet? {
        guard let known, now < known.endsAt + Self.graceSeconds else { return nil }
        return known.keys
    }

    mutating func step(now: Int64) -> Step {
        guard let known, keys(now: now) != nil else {
            if isFetching { return .wait }
            return begin(when: Self.isOver(Self.pauseSecondsWithout, since: triedAt, now), now)
                ? .fetch : .goOn
        }
        // A clock that was set back must not lengthen their life.
        guard now >= known.renewsAt || now < known.readAt else { return .goOn }
        // While it is known that the server cannot be reached, nobody is kept waiting to see it once more.
        let mustWait = now >= known.endsAt && !hasFailed
        if isFetching { return mustWait ? .wait : .goOn }
        let mayTry = !hasFailed || Self.isOver(Self.pauseSeconds, since: triedAt, now)
        guard begin(when: mayTry, now) else { return .goOn }
        return mustWait ? .fetch : .fetchBehind
    }

    /// For a token whose key's name is not there: it may be new.
    mutating func stepForMissingName(now: Int64) -> Step {
        if isFetching { return .wait }
        guard Self.isOver(Self.pauseSeconds, since: nameMissedAt, now) else { return .goOn }
        nameMissedAt = now
        return begin(when: true, now) ? .fetch : .goOn
    }

    /// - Parameter lifeSeconds: as the server says; nil when it says nothing.
    mutating func succeed(_ keys: KeySet, lifeSeconds: Int64?, now: Int64) {
        let life = lifeSeconds ?? Self.lifeSecondsUsual
        known = Known(
            keys: keys, readAt: now,
            lifeSeconds: min(max(life, Self.lifeSecondsRange.lowerBound), Self.lifeSecondsRange.upperBound))
        isFetching = false
        hasFailed = false
    }

    mutating func fail() {
        isFetching = false
        hasFailed = true
    }

    private mutating func begin(when mayTry: Bool, _ now: Int64) -> Bool {
        guard mayTry else { return false }
        isFetching = true
        triedAt = now
        return true
    }

    /// Also when the clock was set back since: else the pause would last as long as the clock is behind.
    private static func isOver(_ seconds: Int64, since past: Int64?, _ now: Int64) -> Bool {
        guard let past else { return true }
        return now >= past + seconds || now < past
    }
}

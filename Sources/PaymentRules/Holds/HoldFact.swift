// On the way to staff: the life of each hold, put together from its payment's history.

/// One hold that was tried, in Unix seconds. A renewal is a hold of its own.
struct HoldFact: Equatable {
    enum End { case captured, released, expired }

    let triedAt: Int64
    /// nil when the card was declined, or nobody knows yet.
    var authorizedAt: Int64?
    /// A capture was refused for good; a retry is no new try.
    var isCaptureRefused = false
    /// nil while it is open.
    private(set) var end: End?
    private(set) var endedAt: Int64?

    mutating func finish(_ end: End, at time: Int64) {
        self.end = end
        endedAt = time
    }

    /// From authorized to its end; nil while it is open, or when it never stood. A clock that was set back makes 0.
    var seconds: Int64? {
        guard let authorizedAt, let endedAt else { return nil }
        return max(0, endedAt - authorizedAt)
    }

    var isCaptured: Bool { end == .captured }
    var isExpired: Bool { end == .expired }
}

/// An event, as far as it tells of a hold.
package struct HoldStep: Sendable {
    package let payment: Int64
    package let type: PaymentEventType
    /// In Unix seconds.
    package let at: Int64

    package init(payment: Int64, type: PaymentEventType, at: Int64) {
        self.payment = payment
        self.type = type
        self.at = at
    }
}

/// The holds of many payments, put together from one stretch of their histories after the other.
package struct HoldTally: Sendable {
    private(set) var holds: [HoldFact] = []

    package init() {}

    /// - Parameter steps: whole histories of payments, each in the order of its events' ids; other payments may stand
    ///   between.
    package mutating func add(_ steps: some Sequence<HoldStep>) {
        var lives: [Int64: HoldHistory] = [:]
        for step in steps { lives[step.payment, default: HoldHistory()].add(step.type, at: step.at) }
        for life in lives.values { holds += life.all }
    }
}

/// The holds of one payment, one after the other.
///
/// An authorization that stands ends the hold before it: that was a renewal, and the old hold is let go. Its release is
/// no event of its own. An event that no hold is open for says nothing about one.
private struct HoldHistory {
    private var ended: [HoldFact] = []
    private var open: HoldFact?
    private var triedAt: Int64?

    var all: [HoldFact] {
        let undecided = triedAt.map { HoldFact(triedAt: $0) }
        return ended + [open, undecided].compactMap { $0 }
    }

    mutating func add(_ type: PaymentEventType, at time: Int64) {
        switch type {
        case .authorizationTried:
            // One that was given up without a word: its intent was canceled elsewhere before it stood.
            if let triedAt { ended.append(HoldFact(triedAt: triedAt)) }
            triedAt = time
        case .authorized, .authorizationRenewed:
            finish(.released, at: time)
            open = HoldFact(triedAt: triedAt ?? time, authorizedAt: time)
            triedAt = nil
        case .authorizationFailed:
            ended.append(HoldFact(triedAt: triedAt ?? time))
            triedAt = nil
        case .captureFailed:
            open?.isCaptureRefused = true
        case .captured: finish(.captured, at: time)
        case .released: finish(.released, at: time)
        case .authorizationExpired: finish(.expired, at: time)
        default: break
        }
    }

    private mutating func finish(_ end: HoldFact.End, at time: Int64) {
        guard var hold = open else { return }
        hold.finish(end, at: time)
        ended.append(hold)
        open = nil
    }
}

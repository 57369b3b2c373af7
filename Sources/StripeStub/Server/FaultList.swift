// Around the stub: which of the faults that it was told a request meets.

/// What a request meets: it waits first, then at most one other thing goes wrong.
struct FaultHit: Sendable {
    var delayMilliseconds = 0
    /// Which of the list's removals lets it go on; nil when nothing holds it.
    var heldUntilRemoval: Int?
    var effect: StubFault.Effect?
}

/// The faults in the order they were told. Each has dice of its own, so that the n-th request that fits one fares
/// the same in every run with the same seed, whatever other faults there are.
struct FaultList: Sendable {
    private struct Armed: Sendable {
        let fault: StubFault
        var remaining: Int
        var dice: SplitMix64

        var isSpent: Bool { if case .next = fault.reach { remaining <= 0 } else { false } }

        mutating func strikes() -> Bool {
            if case .rate(let rate) = fault.reach { return dice.falls(rate) }
            remaining -= 1
            return true
        }
    }

    private let seed: UInt64
    private var armed: [Armed] = []
    private var added: UInt64 = 0
    private var removals = 0

    init(seed: UInt64) {
        self.seed = seed
    }

    /// Those that can still strike, each with how often: nil for a rate.
    var active: [(fault: StubFault, remaining: Int?)] {
        armed.map { entry in
            if case .next = entry.fault.reach { (entry.fault, entry.remaining) } else { (entry.fault, nil) }
        }
    }

    mutating func add(_ fault: StubFault) {
        added += 1
        var remaining = 0
        if case .next(let count) = fault.reach { remaining = count }
        let entry = Armed(
            fault: fault, remaining: remaining,
            dice: SplitMix64(seed: seed &+ added &* 0xD1B5_4A32_D192_ED03))
        if !entry.isSpent { armed.append(entry) }
    }

    /// Lets go whatever is held, too.
    mutating func removeAll() {
        self = restarted(as: FaultList(seed: seed))
    }

    func restarted(as first: FaultList) -> FaultList {
        var next = first
        next.removals = removals + 1
        return next
    }

    func holds(_ hit: FaultHit) -> Bool { hit.heldUntilRemoval.map { removals < $0 } ?? false }

    /// Delays and holds add up; of the others the first that strikes is the one, and those behind it are kept for
    /// later.
    mutating func meet(_ request: StubRequest) -> FaultHit {
        var hit = FaultHit()
        for index in armed.indices where armed[index].fault.fits(request) {
            switch armed[index].fault.effect {
            case .delay(let milliseconds):
                if armed[index].strikes() { hit.delayMilliseconds += milliseconds }
            case .hold:
                if armed[index].strikes() { hit.heldUntilRemoval = removals + 1 }
            case let effect:
                if hit.effect == nil, armed[index].strikes() { hit.effect = effect }
            }
        }
        armed.removeAll(where: \.isSpent)
        return hit
    }
}

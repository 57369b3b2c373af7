// On the way to another server: who waits for a transfer to end, because as many as may be are under way.
internal import Reactor

/// A request that has been asked for and whose asker waits.
struct PendingRequest {
    let request: CurlRequest
    let endsAtNanoseconds: UInt64
    let continuation: UnsafeContinuation<Result<CurlResponse, CurlFailure>, Never>
}

/// First come, first served; also able to lose one in its middle whose time is up. Each step takes the same time
/// however many wait.
struct CurlQueue {
    private struct Turn {
        let pending: PendingRequest
        let timer: LoopTimer
    }

    private var turns: [UInt64: Turn] = [:]
    /// Numbers below it have had their turn.
    private var first: UInt64 = 0
    private(set) var nextNumber: UInt64 = 0

    var count: Int { turns.count }

    /// Its number is `nextNumber`, which moves on. The timer is the one that takes it out by that number.
    mutating func append(_ pending: PendingRequest, _ timer: LoopTimer) {
        turns[nextNumber] = Turn(pending: pending, timer: timer)
        nextNumber += 1
    }

    mutating func remove(_ number: UInt64) -> PendingRequest? {
        turns.removeValue(forKey: number)?.pending
    }

    mutating func popFirst() -> (pending: PendingRequest, timer: LoopTimer)? {
        while first < nextNumber {
            defer { first += 1 }
            if let turn = turns.removeValue(forKey: first) { return (turn.pending, turn.timer) }
        }
        return nil
    }
}

// On the way of what is costly to find out: read once for all who ask within a while.
internal import Basics

/// What was read last. One caller reads at a time; the others are not kept waiting.
final class Remembered<Value: Sendable>: Sendable {
    private let first: Value
    private let freshSeconds: Int64
    private let clock: WallClock
    private let read: @Sendable (_ now: Int64) async -> Value
    private let state: Lock<State>
    /// A read that takes longer is in trouble, and what was true before it is no answer any more.
    static var patienceSeconds: Int64 { 2 }

    private struct State {
        var value: Value
        var readAt: Int64?
        var readingSince: Int64?
    }

    /// - Parameter first: is told before the first read is over, and when one does not come to an end.
    init(
        _ first: Value, freshSeconds: Int64, clock: WallClock,
        read: @escaping @Sendable (_ now: Int64) async -> Value
    ) {
        self.first = first
        self.freshSeconds = freshSeconds
        self.clock = clock
        self.read = read
        state = Lock(State(value: first))
    }

    func value() async -> Value {
        let now = clock.nowSeconds
        let known: Value? = state.withLock { state in
            if let since = state.readingSince {
                return now - since < Self.patienceSeconds ? state.value : first
            }
            if let readAt = state.readAt, readAt <= now, now < readAt + freshSeconds { return state.value }
            state.readingSince = now
            return nil
        }
        if let known { return known }
        let value = await read(now)
        state.withLock { $0 = State(value: value, readAt: now) }
        return value
    }
}

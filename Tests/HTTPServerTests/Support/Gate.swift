// Beside the tests of handlers: holds one until the test says go.
import Basics

/// Closed until `open`. Who waits goes on when it opens, or when its test ran out of time.
final class Gate: Sendable {
    private let state = Lock((isOpen: false, waiters: [UnsafeContinuation<Void, Never>]()))

    var waiterCount: Int { state.withLock { $0.waiters.count } }

    func open() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            state.isOpen = true
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func wait() async {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let isOpen = state.withLock { state in
                    if !state.isOpen { state.waiters.append(continuation) }
                    return state.isOpen
                }
                if isOpen { continuation.resume() }
            }
        } onCancel: {
            open()
        }
    }
}

/// What a server was told, in order.
final class Record<Entry: Sendable>: Sendable {
    private let state = Lock([Entry]())

    var entries: [Entry] { state.withLock { $0 } }

    func add(_ entry: Entry) { state.withLock { $0.append(entry) } }
}

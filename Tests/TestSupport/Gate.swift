// Beside the tests of handlers: holds one until the test says go.
internal import Basics

/// Closed until `open`. Who waits goes on when it opens, or when its test ran out of time.
package final class Gate: Sendable {
    private let state = Lock((isOpen: false, waiters: [UnsafeContinuation<Void, Never>]()))

    package init() {}

    package var waiterCount: Int { state.withLock { $0.waiters.count } }

    package func open() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            state.isOpen = true
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    package func wait() async {
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

// Beside the tests of bookings: holds requests to Stripe, and time that passes at once.
import Basics
import TestSupport

/// A request stops here until the test lets it go on.
final class ScenePause: Sendable {
    private let gate = Gate()
    private let first = Gate()

    func hold() async {
        first.open()
        await gate.wait()
    }

    /// Returns when a request stands here.
    func reached() async { await first.wait() }

    func release() { gate.open() }
}

/// Waits take no time, though the clock says they did.
final class SceneWaiter: Waiter {
    private let state = Lock(1_000_000)

    var nowMilliseconds: Int { state.withLock { $0 } }

    func wait(milliseconds: Int) async {
        state.withLock { $0 += max(0, milliseconds) }
        await Task.yield()
    }
}

// A time of day that only a test moves; it begins with the real one, which the stub goes by.
import Basics

struct TestClock: Sendable {
    private let milliseconds = Lock(WallClock.system.nowMilliseconds())

    var clock: WallClock {
        WallClock { [milliseconds] in milliseconds.withLock { $0 } }
    }

    func advance(seconds: Int64) {
        milliseconds.withLock { $0 += seconds * 1000 }
    }
}

// A time of day that only a test moves; it begins with the real one, which the stub goes by.
import Basics

struct TestClock: Sendable {
    private let aheadSeconds = Lock<Int64>(0)

    var clock: WallClock {
        WallClock { [aheadSeconds] in
            WallClock.system.nowMilliseconds() + aheadSeconds.withLock { $0 } * 1000
        }
    }

    func advance(seconds: Int64) {
        aheadSeconds.withLock { $0 += seconds }
    }
}

// Under everything that has a date: the time of day, from outside, so that a simulation can own it.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The time of day. It may jump; durations and time-outs are the loop's business.
package struct WallClock: Sendable {
    package let nowMilliseconds: @Sendable () -> Int64

    package init(nowMilliseconds: @escaping @Sendable () -> Int64) {
        self.nowMilliseconds = nowMilliseconds
    }

    package var nowSeconds: Int64 { nowMilliseconds() / 1000 }

    package static let system = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}

// Beside the tests of bookings: a process whose clock is wrong.
import Basics

/// The wall clock of one machine, so many seconds ahead of Stripe's; behind it where that is below zero.
struct SceneClock: Sendable {
    private let ahead: Lock<Int64>
    let clock: WallClock

    init(_ scene: BookingScene, ahead seconds: Int64) {
        let ahead = Lock(seconds)
        let right = scene.stripe.clock
        self.ahead = ahead
        clock = WallClock { right.nowMilliseconds() + ahead.withLock { $0 } * 1000 }
    }

    func jump(to seconds: Int64) { ahead.withLock { $0 = seconds } }
}

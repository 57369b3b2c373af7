// On a report's way to Stripe: how fast it may read.
internal import Basics
internal import StripeClient

/// Hands out turns to read, evenly spaced, an endpoint's apart from another's: Stripe allows 25 requests a second to
/// each endpoint (docs.stripe.com/rate-limits). One pacer serves all loops and all reports of the process:
/// two reports at once take turns, and each is half as fast.
///
/// Turns are spaced and not saved up: after a pause there is no burst.
package struct ReadPacer: Sendable {
    private let spacingMicroseconds: Int
    /// When the next turn of each endpoint is, on the monotonic clock that all loops share, in microseconds.
    private let nextTurns = Lock<[StripeEndpoint: Int]>([:])

    package init(readsPerSecond: Int) {
        spacingMicroseconds = 1_000_000 / max(1, readsPerSecond)
    }

    /// Returns when it is the caller's turn, on the caller's own loop. First come, first served.
    func turn(at endpoint: StripeEndpoint, on waiter: any Waiter) async {
        let now = waiter.nowMilliseconds * 1000
        let turn = nextTurns.withLock { next in
            let turn = max(now, next[endpoint] ?? now)
            next[endpoint] = turn + spacingMicroseconds
            return turn
        }
        if turn > now { await waiter.wait(milliseconds: (turn - now + 999) / 1000) }
    }

    /// Stripe has had enough: nobody gets a turn before this time has passed.
    func pause(at endpoint: StripeEndpoint, milliseconds: Int, on waiter: any Waiter) {
        let end = (waiter.nowMilliseconds + milliseconds) * 1000
        nextTurns.withLock { next in next[endpoint] = max(end, next[endpoint] ?? end) }
    }
}

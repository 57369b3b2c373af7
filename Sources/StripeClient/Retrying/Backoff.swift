// On the way to Stripe: how long to wait before a retry.

/// Doubles from the base to the cap, then takes a random 50 to 100 % of it, so that clients that failed together do
/// not come back together; never below the base. As stripe-python and stripe-node.
package struct Backoff: Sendable {
    package let baseMilliseconds: Int
    package let capMilliseconds: Int

    package init(baseMilliseconds: Int, capMilliseconds: Int) {
        self.baseMilliseconds = baseMilliseconds
        self.capMilliseconds = capMilliseconds
    }

    /// `retry` counts from 1.
    package func delayMilliseconds(retry: Int, random: UInt64) -> Int {
        var full = baseMilliseconds
        for _ in 1..<max(retry, 1) where full < capMilliseconds { full *= 2 }
        full = min(full, capMilliseconds)
        let half = full / 2
        return max(half + Int(random % UInt64(full - half + 1)), baseMilliseconds)
    }
}

// On a request's way: asks the database whether its caller may ask again.
internal import Basics
package import PaymentRules
internal import Store

/// Shared by all servers of one database.
package struct RateLimits: Sendable {
    let database: any Database
    let clock: WallClock

    /// Takes one from each bucket, or from none.
    ///
    /// - Returns: nil when there was one in each.
    package func take(_ claims: [RateClaim]) async throws(BookingFailure) -> RateRefusal? {
        guard !claims.isEmpty else { return nil }
        return try await storing {
            try await database.transaction { tx in
                try await tx.take(claims, nowMilliseconds: clock.nowMilliseconds())
            }
        }
    }
}

// On the way to staff: the six figures of how holds fare, from the events of payments alone.

/// A part of a whole. A rate of nothing is nil and not 0.
package struct Rate: Equatable, Sendable {
    package let numerator: Int
    package let denominator: Int

    /// As a decimal with four places, rounded half up: `0.9875`. nil when the denominator is 0.
    package var decimalText: String? {
        guard denominator > 0 else { return nil }
        let tenThousandths = (numerator * 20_000 + denominator) / (2 * denominator)
        let fraction = String(10_000 + tenThousandths % 10_000).dropFirst()
        return "\(tenThousandths / 10_000).\(fraction)"
    }
}

/// Over the holds that were tried within a window, with all that became of them since: each hold is in one window
/// only, and no rate is above 1.
package struct HoldFigures: Equatable, Sendable {
    package struct Seconds: Equatable, Sendable {
        /// The values at half and at 95 % of the ranking: the smallest that so many are not above (nearest rank).
        /// nil when there are none.
        package let median: Int64?
        package let p95: Int64?
        package let count: Int
    }

    package struct Mean: Equatable, Sendable {
        package let sum: Int64
        package let count: Int
        /// Whole, rounded down; nil when there are none.
        package var value: Int64? { count > 0 ? sum / Int64(count) : nil }
    }

    /// Holds that reached authorized, of those tried.
    package let authorizationSuccess: Rate
    package let authorizationToCapture: Seconds
    /// Holds that expired, of those that reached authorized.
    package let authorizationExpiry: Rate
    /// Captures refused for good, of those that were decided.
    package let captureFailure: Rate
    /// From authorized to captured, released or expired; open holds are not in it.
    package let holdSeconds: Mean
    /// Tickets of the topic `hold`.
    package let holdSupportTickets: Int

    fileprivate static func compute(_ holds: [HoldFact], holdSupportTickets: Int) -> HoldFigures {
        let stood = holds.filter { $0.authorizedAt != nil }
        let toCapture = stood.filter(\.isCaptured).compactMap(\.seconds)
        let refused = stood.count { $0.isCaptureRefused && !$0.isCaptured }
        let lengths = stood.compactMap(\.seconds)
        return HoldFigures(
            authorizationSuccess: Rate(numerator: stood.count, denominator: holds.count),
            authorizationToCapture: seconds(toCapture),
            authorizationExpiry: Rate(numerator: stood.count(where: \.isExpired), denominator: stood.count),
            captureFailure: Rate(numerator: refused, denominator: toCapture.count + refused),
            holdSeconds: Mean(sum: lengths.reduce(0, +), count: lengths.count),
            holdSupportTickets: holdSupportTickets)
    }

    private static func seconds(_ values: [Int64]) -> Seconds {
        let ranking = values.sorted()
        // The rank is `percent` of the count, rounded up, counted from 1.
        func rank(_ percent: Int) -> Int64? {
            ranking.isEmpty ? nil : ranking[(ranking.count * percent + 99) / 100 - 1]
        }
        return Seconds(median: rank(50), p95: rank(95), count: ranking.count)
    }
}

extension HoldTally {
    /// Of the holds that were tried in `from ..< to`, Unix seconds. Tickets are counted by who keeps them.
    package func figures(from: Int64, to: Int64, holdSupportTickets: Int) -> HoldFigures {
        HoldFigures.compute(
            holds.filter { $0.triedAt >= from && $0.triedAt < to }, holdSupportTickets: holdSupportTickets)
    }
}

// On a request's way: how often somebody may ask, and what that is counted by.

/// So many at once, refilled evenly over a period: `30/hour` is thirty, and then another one every two minutes.
package struct RateLimit: Sendable, Equatable {
    package enum Period: String, Sendable, CaseIterable {
        case second
        case minute
        case hour
        case day

        fileprivate var seconds: Int64 {
            switch self {
            case .second: 1
            case .minute: 60
            case .hour: 3600
            case .day: 86_400
            }
        }
    }

    package static let burstRange: ClosedRange<Int64> = 1...1_000_000

    /// As many as a full bucket holds.
    package let burst: Int64
    /// From empty to full.
    package let refillSeconds: Int64

    /// nil when the burst is not in its range.
    package init?(_ burst: Int64, per period: Period) {
        guard Self.burstRange.contains(burst) else { return nil }
        self.burst = burst
        refillSeconds = period.seconds
    }

    /// Until there is one more. Rounded up: what does not divide evenly is given a little slower, never faster.
    var tokenMicroseconds: Int64 { (refillSeconds * 1_000_000 + burst - 1) / burst }

    var capacityMicroseconds: Int64 { burst * tokenMicroseconds }
}

/// What is limited, and for whom. The raw values are the metric's.
package enum RateKind: String, Sendable, CaseIterable {
    case requests
    case requestsOfAddress = "requests_address"
    /// Requests that carry or save a card: cards that were stolen are tried out on them.
    case cards
    case cardsOfAddress = "cards_address"
}

/// One to be taken from somebody's bucket.
package struct RateClaim: Sendable, Equatable {
    package let kind: RateKind
    /// Short, and without a NUL.
    package let owner: String
    package let limit: RateLimit

    package init(_ kind: RateKind, of owner: String, limit: RateLimit) {
        self.kind = kind
        self.owner = owner
        self.limit = limit
    }

    /// The bucket's name in its table.
    package var bucket: String { "\(kind.rawValue):\(owner)" }
}

/// Of several claims the one that has to wait longest.
package struct RateRefusal: Error, Sendable, Equatable {
    package let kind: RateKind
    package let retryAfterSeconds: Int64

    package init(_ kind: RateKind, retryAfterSeconds: Int64) {
        self.kind = kind
        self.retryAfterSeconds = retryAfterSeconds
    }
}

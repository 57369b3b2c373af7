// On a request's way: which limits a route counts against.
internal import HTTPServer
internal import PaymentRules

/// Of a route whose callers are known:
///
///     Endpoint(.post, "/api/pay", .pay, access: .student, limit: .cards) { $0.market.pay }
enum RouteLimit: Sendable {
    case none
    case requests
    /// It carries or saves a card, which counts beside the request.
    case cards

    /// Before the token is proven: whoever tries tokens out is counted as well.
    var kindsBefore: [RateKind] {
        switch self {
        case .none: []
        case .requests, .cards: [.requestsOfAddress]
        }
    }

    /// Cards are not counted before: whoever has no token could use up those of all who share an address with them.
    var kindsAfter: [RateKind] {
        switch self {
        case .none: []
        case .requests: [.requests]
        case .cards: [.requests, .cards, .cardsOfAddress]
        }
    }

    /// What such a route answers besides, for its documentation.
    var failures: [RouteFailure] {
        switch self {
        case .none: return []
        case .requests, .cards:
            let what = self == .cards ? "requests, or too many cards" : "requests"
            return [
                RouteFailure(
                    .tooManyRequests, "Too many \(what), by one person or from one address.",
                    headers: [.retryAfterAlways]),
                RouteFailure(
                    .serviceUnavailable, "The database cannot be used just now.", headers: [.retryAfter]),
            ]
        }
    }
}

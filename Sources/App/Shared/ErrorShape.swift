// On an answer's way: what an error looks like, door by door.
internal import HTTPServer

enum ErrorShape: Sendable {
    /// The lesson shop, the site, and what has no route: `{"error":{"code","message"}}`.
    case shop
    /// A problem document (RFC 9457).
    case problem
    /// The marketplace: `{"success":false,"error","details"}`.
    case market

    /// Of the door that a path belongs to, also where the path has no route.
    init(path: String) {
        self =
            switch path.dropFirst().prefix(while: { $0 != "/" }) {
            case "api", "stripe-payments": .market
            case "bookings", "students", "instructors", "payments", "packages", "analytics",
                "support-tickets",
                "payment", "charge", "capture", "refund":
                .problem
            default: .shop
            }
    }

    /// Of its documents.
    var contentType: String {
        switch self {
        case .shop, .market: "application/json"
        case .problem: "application/problem+json"
        }
    }

    var schema: JSONSchema {
        switch self {
        case .shop: ErrorBody.schema
        case .problem: ProblemBody.schema
        case .market: MarketErrorBody.schema
        }
    }

    func response(_ status: Status, code: String, message: String, requestID: String) -> Response {
        switch self {
        case .shop: ErrorBody.response(status, code: code, message: message)
        case .problem: ProblemBody.response(status, code: code, detail: message, requestID: requestID)
        case .market: MarketErrorBody(status, message, .init(code: code)).response
        }
    }
}

// On an answer's way: what an error looks like, door by door.
internal import HTTPServer

enum ErrorShape: Sendable {
    /// The lesson shop, the site, and what has no route: `{"error":{"code","message"}}`.
    case shop
    /// A problem document (RFC 9457).
    case problem

    func response(_ status: Status, code: String, message: String, _ request: Request) -> Response {
        switch self {
        case .shop: ErrorBody.response(status, code: code, message: message)
        case .problem: ProblemBody.response(status, code: code, detail: message, request)
        }
    }
}

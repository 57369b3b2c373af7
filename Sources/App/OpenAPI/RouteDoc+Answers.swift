// Beside the routes: the answers that follow of a route's body, path and access, so that no route has to say them.
internal import HTTPServer

/// Who may call, as `Endpoint` was told.
enum RouteAccess: Sendable {
    case access(Access)
    case rule(CallerRule)

    /// What a caller has to prove; nil for nothing.
    func rule(_ settings: AccessSettings) -> CallerRule? {
        switch self {
        case .rule(let rule): rule
        case .access(let access): access.rule(settings)
        }
    }

    /// Whether, without a token, not everybody may call.
    private var isGuarded: Bool {
        switch self {
        case .access(.shop), .access(.shopStaff), .access(.airline), .access(.desk): true
        case .access(.anyone), .access(.signed), .rule: false
        }
    }

    func failures(_ settings: AccessSettings) -> [RouteFailure] {
        if let rule = rule(settings) {
            return [
                RouteFailure(
                    .badRequest, "Authorization is given more than once.", headers: [.challengeIfAny]),
                RouteFailure(
                    .unauthorized, "There is no token, or one that is not believed.", headers: [.challenge]),
                RouteFailure(
                    .forbidden, "The token is good, and not enough: this wants \(rule.wish).",
                    headers: [.challengeIfAny]),
                RouteFailure(
                    .serviceUnavailable, "The server has no key to prove a token by.", headers: [.retryAfter]),
            ]
        }
        guard isGuarded else { return [] }
        return [
            RouteFailure(.forbidden, "A page of another site asks."),
            RouteFailure(.misdirectedRequest, "The server does not go by the name in Host."),
        ]
    }
}

extension RouteDoc {
    /// Those of the route itself, and those that follow.
    func allFailures(_ access: RouteAccess, _ settings: AccessSettings) -> [RouteFailure] {
        var all = failures + access.failures(settings)
        switch body {
        case .form:
            all.append(RouteFailure(.badRequest, "A field is missing or does not fit; the message names it."))
            all.append(
                RouteFailure(
                    .unsupportedMediaType,
                    "The body is neither application/json nor application/x-www-form-urlencoded."))
        case .json:
            all.append(RouteFailure(.badRequest, "A field is missing or does not fit; the message names it."))
            all.append(RouteFailure(.unsupportedMediaType, "The body is not application/json."))
        case .pageForm, .event, nil: break
        }
        if query != nil { all.append(RouteFailure(.badRequest, "A field of the query does not fit.")) }
        switch path {
        case .recordID(let what), .name(let what, _, _):
            all.append(RouteFailure(.notFound, "There is no such \(what)."))
        case .stripeID: all.append(RouteFailure(.badRequest, "The id in the path is none."))
        case .unread, nil: break
        }
        if takesKey {
            all.append(
                RouteFailure(.badRequest, "Idempotency-Key is not 1 to 255 visible ASCII characters."))
        }
        all.append(RouteFailure(.badRequest, "The message is no request that can be understood."))
        return all
    }
}

extension RouteFailure {
    /// Refused before any door is asked (RFC 9110 section 15, RFC 6585).
    static let wire = [
        RouteFailure(.requestTimeout, "The request did not arrive in time."),
        RouteFailure(.contentTooLarge, "The body is over 64 KiB."),
        RouteFailure(.uriTooLong, "The request line is too long."),
        RouteFailure(.expectationFailed, "Expect is not 100-continue."),
        RouteFailure(.headerFieldsTooLarge, "The header fields are too long, or too many."),
        RouteFailure(.notImplemented, "A transfer coding other than chunked."),
        RouteFailure(.versionNotSupported, "Not HTTP/1.1 or HTTP/1.0."),
    ]
}

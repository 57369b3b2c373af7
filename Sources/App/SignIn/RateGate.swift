// On a request's way: counts it against the limits of its address and its caller, and turns away who is over.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

struct RateGate: Sendable {
    /// Of this loop.
    let limits: RateLimits
    let settings: LimitSettings
    let metrics: RateMetrics
    let log: Log

    /// Before the token is proven.
    func refusal(of request: Request, _ limit: RouteLimit, errors: ErrorShape) async -> Response? {
        await take(limit.kindsBefore, request, nil, errors)
    }

    /// After that.
    func refusal(
        of request: Request, by caller: Caller, _ limit: RouteLimit, errors: ErrorShape
    ) async -> Response? {
        await take(limit.kindsAfter, request, caller, errors)
    }

    private func take(
        _ kinds: [RateKind], _ request: Request, _ caller: Caller?, _ errors: ErrorShape
    ) async -> Response? {
        let claims = kinds.compactMap { kind -> RateClaim? in
            guard let limit = settings[kind] else { return nil }
            return RateClaim(kind, of: owner(kind, request, caller), limit: limit)
        }
        do throws(BookingFailure) {
            guard let refusal = try await limits.take(claims) else { return nil }
            metrics.count(refusal.kind)
            log.info("rate_limited") { line in
                line.member("request_id", request.id)
                line.member("limit", refusal.kind.rawValue)
                line.member("retry_after", refusal.retryAfterSeconds)
            }
            return errors.response(refusal, request)
        } catch {
            // Nobody is let through uncounted: a database that is away would be a limit that is off.
            log.error("store_failed") { line in
                line.member("request_id", request.id)
                line.member("code", error.code)
                line.member("reason", error.logText)
            }
            return errors.response(error, request)
        }
    }

    private func owner(_ kind: RateKind, _ request: Request, _ caller: Caller?) -> String {
        switch kind {
        case .requestsOfAddress, .cardsOfAddress: request.peer?.limitedPart ?? "unknown"
        // A name may be as long as its token: a digest is not, and the table says nothing of people.
        case .requests, .cards: Hex.encode(Digest.sha256(Array((caller?.name ?? "").utf8)))
        }
    }
}

extension ErrorShape {
    fileprivate func response(_ refusal: RateRefusal, _ request: Request) -> Response {
        let what =
            switch refusal.kind {
            case .requests, .requestsOfAddress: "requests"
            case .cards, .cardsOfAddress: "cards"
            }
        let seconds = refusal.retryAfterSeconds
        return response(
            .tooManyRequests, code: "rate_limited",
            message: "Too many \(what): try again in \(seconds) \(seconds == 1 ? "second" : "seconds").",
            retryAfterSeconds: seconds, request)
    }

    fileprivate func response(_ failure: BookingFailure, _ request: Request) -> Response {
        guard case .unavailable = failure else {
            return response(
                .internalServerError, code: failure.code, message: failure.message, requestID: request.id)
        }
        return response(
            .serviceUnavailable, code: failure.code, message: failure.message, retryAfterSeconds: 1, request)
    }

    private func response(
        _ status: Status, code: String, message: String, retryAfterSeconds: Int64, _ request: Request
    ) -> Response {
        var response = response(status, code: code, message: message, requestID: request.id)
        if let seconds = FieldValue("\(retryAfterSeconds)") { response.add("Retry-After", seconds) }
        return response
    }
}

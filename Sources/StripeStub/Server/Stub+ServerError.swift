// Around the stub: a request that Stripe's own side spoils.

extension Stub {
    /// Answers 500, and keeps that for the request's idempotency key: "regardless of whether it succeeds or fails,
    /// [...] including 500 errors" (Stripe, idempotent requests). A key that is known already is answered as ever.
    ///
    /// - Parameter done: whether the thing was done before it went wrong.
    mutating func failServer(_ request: StubRequest, done: Bool, now: Int64) -> StubResponse {
        clock = max(clock, now)
        let texts = [Array(request.query.utf8), request.body]
        guard request.method == "POST", let key = request.field("idempotency-key"), !key.isEmpty,
            key.utf8.count <= IdempotencyLedger.keyLengthMax, let parameters = FormDecoder.decode(texts)
        else {
            if done { _ = handle(request, now: now) }
            return .refusal(Self.serverError)
        }
        let fingerprint = IdempotencyLedger.fingerprint(parameters)
        do throws(StubFailure) {
            let known = try ledger.recall(key, path: request.path, parameters: fingerprint, now: clock)
            guard known == nil else { return handle(request, now: now) }
        } catch {
            return handle(request, now: now)
        }
        // Without its key: what is to be remembered for the key is the 500.
        var bare = request
        bare.headers.removeAll { $0.name == "idempotency-key" }
        if done { _ = handle(bare, now: now) }
        let requestID = ids.make("req_", 14)
        let response = StubResponse.refusal(
            Self.serverError, [("Request-Id", requestID), ("Idempotency-Key", key)])
        ledger.remember(
            key,
            IdempotencyLedger.Entry(
                path: request.path, parameters: fingerprint, created: clock, requestID: requestID,
                outcome: Outcome(status: response.status, body: response.body)))
        return response
    }

    private static let serverError = StubFailure(
        status: 500, kind: .apiError,
        message: "An unknown error occurred. Please try again later, or contact support.")
}

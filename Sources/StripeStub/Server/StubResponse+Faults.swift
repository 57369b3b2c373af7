// Around the stub: what Stripe, or something on the way to it, says when it cannot do its work.

extension StubResponse {
    /// Stripe, rate limits: code `rate_limit`, and a field that names the limit.
    package static func rateLimited(reason: String = "global-rate", shouldRetry: Bool? = nil) -> StubResponse
    {
        let failure = StubFailure(
            status: 429,
            message: "Request rate limit exceeded. Learn more about rate limits here "
                + "https://stripe.com/docs/rate-limits.",
            code: "rate_limit")
        return refusal(failure, [("Stripe-Rate-Limited-Reason", reason)] + retry(shouldRetry))
    }

    /// Stripe, rate limits, object locks: a 429 that the official clients do retry, without the field above.
    package static func lockTimeout(shouldRetry: Bool? = true) -> StubResponse {
        let failure = StubFailure(
            status: 429,
            message:
                "This object cannot be accessed right now because another API request or Stripe process is "
                + "currently accessing it. If you see this error intermittently, retry the request. If you see "
                + "this error frequently and are making multiple concurrent requests to a single object, make "
                + "your requests serially or at a lower rate.",
            code: "lock_timeout")
        return refusal(failure, retry(shouldRetry))
    }

    package static func unavailable(shouldRetry: Bool? = nil) -> StubResponse {
        let failure = StubFailure(
            status: 503, kind: .apiError,
            message: "Stripe is temporarily unavailable. Please try again later.")
        return refusal(failure, retry(shouldRetry))
    }

    /// What a proxy on the way puts in the place of an answer.
    package static let html = StubResponse(
        status: 200, headers: [("Content-Type", "text/html")],
        body: Array("<!doctype html><title>Welcome</title><p>You are almost there.</p>\n".utf8))

    /// Says that it is JSON, and is not even text.
    package static let garbage = StubResponse(
        status: 200, headers: [("Content-Type", "application/json")],
        body: [0x7B, 0x22, 0x00, 0xFF, 0xFE, 0x5D, 0x7D, 0x0A])

    /// A refusal that no request's log stands behind.
    static func refusal(_ failure: StubFailure, _ headers: [(name: String, value: String)] = [])
        -> StubResponse
    {
        StubResponse(
            status: failure.status, headers: [("Content-Type", "application/json")] + headers,
            body: StubJSONWriter.write(["error": .object(failure.members)]))
    }

    private static func retry(_ should: Bool?) -> [(name: String, value: String)] {
        should.map { [("Stripe-Should-Retry", $0 ? "true" : "false")] } ?? []
    }
}

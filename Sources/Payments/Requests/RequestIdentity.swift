// On a request's way: who asks, under which key, and an answer as it is kept.

/// What one request is to the store: a caller's key makes it happen once, and its answer is kept with its effect.
package struct RequestIdentity: Sendable {
    /// Keys are the caller's own: nobody reads another's answer.
    package let caller: String
    /// The caller's Idempotency-Key; nil: nothing is kept, and the request is done each time it is sent.
    package let key: String?
    /// SHA-256 of the route and the body.
    package let requestHash: String

    package init(caller: String, key: String?, requestHash: String) {
        self.caller = caller
        self.key = key
        self.requestHash = requestHash
    }
}

/// An answer as it is sent, and sent again.
package struct KeptAnswer: Sendable, Equatable {
    package let status: Int
    package let body: String
    package var isReplayed = false

    package init(status: Int, body: String) {
        self.status = status
        self.body = body
    }
}

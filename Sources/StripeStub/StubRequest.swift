// At both ends of a request's way: what comes in, and what goes out, as bytes.

/// A request as it came off the wire.
package struct StubRequest: Sendable {
    package var method: String
    /// Still percent-encoded, without the query.
    package var path: String
    /// Still percent-encoded, without the question mark.
    package var query: String
    /// Names in lower case.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(
        method: String, path: String, query: String = "", headers: [(name: String, value: String)] = [],
        body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// The first field of that lower-case name.
    func field(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

/// An answer. `Content-Length`, `Date` and `Connection` belong to whoever writes it on the wire.
package struct StubResponse: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first field of that name, in whatever case.
    package func field(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// What Stripe answers while the first request with that idempotency key is still being executed. A stub that
    /// executes one request at a time never says it; whoever runs requests beside each other does.
    package static func keyInUse(_ key: String) -> StubResponse {
        refusal(.keyInUse(key), [("Idempotency-Key", key)])
    }
}

// On the way to Stripe: the transport that is used outside tests, on libcurl and the request's own loop.
package import CurlClient

/// Sends to one base address. Belongs to the loop of its CurlClient.
package struct CurlTransport: Transport {
    private let client: CurlClient
    /// Scheme, host and port, without a slash at the end.
    private let base: String

    package init(_ client: CurlClient, base: String) {
        self.client = client
        self.base = base
    }

    package func send(_ request: TransportRequest) async throws(TransportFailure) -> TransportResponse {
        do throws(CurlFailure) {
            let response = try await client.send(
                CurlRequest(
                    method(request.method), base + request.target,
                    headerLines: request.headers.map { $0.name + ": " + $0.value }, body: request.body,
                    timeoutMilliseconds: request.deadlineMilliseconds))
            let headers = Self.namesRead.compactMap { name in response.header(name).map { (name, $0) } }
            return TransportResponse(status: response.status, headers: headers, body: response.body)
        } catch {
            switch error {
            case .notSent(let reason): throw .notSent(reason: reason)
            case .noAnswer(let reason): throw .noAnswer(reason: reason)
            case .timedOut: throw .timedOut
            }
        }
    }

    /// All that the client reads of a response's head.
    private static let namesRead = ["Request-Id", "Idempotent-Replayed", "Stripe-Should-Retry", "Date"]

    private func method(_ method: TransportRequest.Method) -> CurlRequest.Method {
        switch method {
        case .get: .get
        case .post: .post
        case .delete: .delete
        }
    }
}

// On a request's way: what is known of an exchange so far, for its log line and its metrics.

struct PendingExchange {
    private(set) var id: String
    private(set) var head: RequestHead?
    private var startedNanoseconds: UInt64?
    var route: String?

    init(id: String) {
        self.id = id
    }

    mutating func begin(_ head: RequestHead, atNanoseconds now: UInt64) {
        self.head = head
        startedNanoseconds = now
        if let value = head.value(of: "x-request-id"), let accepted = RequestIDs.accepted(value) {
            id = accepted
        }
    }

    var path: String { head.map { String(decoding: $0.path, as: UTF8.self) } ?? "" }

    func finished(
        _ response: Response, bodyBytes: Int, peer: SocketAddress?, atNanoseconds now: UInt64
    ) -> Exchange {
        Exchange(
            method: head?.method, path: path, route: route, status: response.status, requestID: id,
            peer: peer,
            durationNanoseconds: now - min(now, startedNanoseconds ?? now), bodyBytes: bodyBytes)
    }
}

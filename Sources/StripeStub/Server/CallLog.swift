// Around the stub: what it was asked.

/// A request as it came in.
package struct StubCall: Sendable, Equatable {
    package let method: String
    package let path: String
    package let idempotencyKey: String?
    package let version: String?
}

/// The last thousand calls, and how many there were of each kind.
struct CallLog: Sendable {
    private static let kept = 1000

    private var ring: [StubCall] = []
    private var oldest = 0
    /// By method and route: an id in a path makes no entry of its own.
    private(set) var counts: [String: Int] = [:]

    /// Oldest first.
    var calls: [StubCall] { Array(ring[oldest...] + ring[..<oldest]) }

    mutating func add(_ call: StubCall) {
        let pattern = RouteTree.all.match(call.method, call.path).map { "/v1/\($0.route.pattern)" }
        counts["\(call.method) \(pattern ?? "(unknown)")", default: 0] += 1
        if ring.count < Self.kept {
            ring.append(call)
        } else {
            ring[oldest] = call
            oldest = (oldest + 1) % Self.kept
        }
    }
}

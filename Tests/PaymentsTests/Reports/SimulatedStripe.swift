// The stub behind a slow wire and a rate limit, in a test's own time.
import Basics
import Payments
import StripeClient
import StripeStub

final class SimulatedStripe: Transport {
    struct Fault {
        var status: Int
        /// How many of the next reads meet it.
        var count: Int
    }

    private struct State {
        var stub: Stub
        var readsAt: [String: [Int]] = [:]
        var refusedCount = 0
        var faults: [Fault] = []
    }

    /// What Stripe takes of one endpoint in any second.
    static let readsPerSecondMax = 25

    let loop = SimulatedLoop()
    private let state: Lock<State>
    private let delayMilliseconds: Int
    private let now: Int64

    /// - Parameter now: what the stub takes for the time; it stands still.
    init(_ stub: Stub, now: Int64, delayMilliseconds: Int = 600) {
        state = Lock(State(stub: stub))
        self.now = now
        self.delayMilliseconds = delayMilliseconds
    }

    var refusedCount: Int { state.withLock { $0.refusedCount } }
    var readCount: Int { state.withLock { $0.readsAt.values.reduce(0) { $0 + $1.count } } }
    func readCount(of path: String) -> Int { state.withLock { $0.readsAt[path]?.count ?? 0 } }

    func fail(next count: Int, with status: Int) {
        state.withLock { $0.faults.append(Fault(status: status, count: count)) }
    }

    /// Changes the account while it is being read.
    func withStub<Result>(_ body: (inout Stub) -> Result) -> Result { state.withLock { body(&$0.stub) } }

    func send(_ request: TransportRequest) async throws(TransportFailure) -> TransportResponse {
        let parts = request.target.split(separator: "?", maxSplits: 1).map(String.init)
        let asked = StubRequest(
            method: request.method.rawValue, path: parts[0], query: parts.count > 1 ? parts[1] : "",
            headers: request.headers.map { ($0.name.lowercased(), $0.value) }, body: request.body)
        let response = answer(asked)
        await loop.wait(milliseconds: delayMilliseconds)
        return response
    }

    private func answer(_ request: StubRequest) -> TransportResponse {
        let time = loop.nowMilliseconds
        return state.withLock { state in
            let lastSecond = state.readsAt[request.path, default: []].suffix(while: { $0 > time - 1000 })
            state.readsAt[request.path, default: []].append(time)
            if lastSecond.count >= Self.readsPerSecondMax {
                state.refusedCount += 1
                return Self.error(429)
            }
            if let fault = state.faults.first {
                state.faults[0].count -= 1
                if fault.count == 1 { state.faults.removeFirst() }
                return Self.error(fault.status)
            }
            let response = state.stub.handle(request, now: now)
            return TransportResponse(status: response.status, headers: response.headers, body: response.body)
        }
    }

    private static func error(_ status: Int) -> TransportResponse {
        let type = status < 500 ? "invalid_request_error" : "api_error"
        return TransportResponse(
            status: status, headers: [], body: Array(#"{"error":{"type":"\#(type)"}}"#.utf8))
    }

    /// The service on this Stripe, as a process would make it.
    func reports(
        readsPerSecond: Int = 20, version: String = "2022-11-15", pageSize: Int64 = 100
    ) -> Reports {
        let settings = StripeClientSettings(
            secretKey: Secret("sk_test_reports"), apiVersion: version, deadlineMilliseconds: 20_000)
        let client = StripeClient(settings: settings, transport: self, waiter: loop, random: .system)
        return Reports(
            stripe: client, pacer: ReadPacer(readsPerSecond: readsPerSecond), waiter: loop,
            pageSize: pageSize)
    }

    func lessonTotal(_ window: ReportWindow, _ reports: Reports? = nil) throws -> LessonTotal {
        let reports = reports ?? self.reports()
        return try loop.run { await Self.result { try await reports.lessonTotal(window) } }.get()
    }

    func failedPayments(_ window: ReportWindow, _ reports: Reports? = nil) throws -> [FailedPayment] {
        let reports = reports ?? self.reports()
        return try loop.run { await Self.result { try await reports.failedPayments(window) } }.get()
    }

    private static func result<Value: Sendable>(
        _ body: () async throws -> Value
    ) async -> Result<Value, any Error> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }
}

extension Array {
    /// The elements at the end for which the condition holds.
    fileprivate func suffix(while holds: (Element) -> Bool) -> ArraySlice<Element> {
        var start = endIndex
        while start > startIndex, holds(self[start - 1]) { start -= 1 }
        return self[start...]
    }
}

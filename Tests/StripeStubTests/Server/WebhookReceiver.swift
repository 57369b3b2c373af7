// For the tests here: a shop's webhook endpoint on a port of its own, which keeps what it was told.
import Basics
import HTTPServer
import Reactor
import Testing

final class WebhookReceiver: Sendable {
    static let secret = "whsec_ofTheTests"

    struct Manner {
        /// Answered first, one each; then 200.
        var statuses: [Int] = []
        /// Keeps every answer back until `letGo`.
        var holdsAnswers = false
    }

    struct Arrival: Sendable {
        /// With names in lower case.
        let headers: [String: String]
        let body: [UInt8]

        var event: JSON? { try? JSON(body) }
        var id: String { event?["id"]?.string ?? "" }
        var type: String { event?["type"]?.string ?? "" }
    }

    private struct State {
        var arrivals: [Arrival] = []
        var manner: Manner
        var held: [CheckedContinuation<Void, Never>] = []
        var waiting: (count: Int, continuation: CheckedContinuation<Void, Never>)?
    }

    let server: Server
    private let state: Lock<State>

    var url: String { "http://\(server.addresses.first.map(String.init(describing:)) ?? "")/webhook" }

    init(on loop: EventLoop, _ manner: Manner) throws {
        let state = Lock(State(manner: manner))
        let address = try #require(SocketAddress(host: "127.0.0.1", port: 0))
        server = try Server.start(
            at: [address], on: [loop], settings: ServerSettings(refuse: { Response($0.status) })
        ) { _, _ in Router(everything: { await Self.take($0, state) }) }
        self.state = state
    }

    @Sendable private static func take(_ request: Request, _ state: Lock<State>) async -> Response {
        let headers = request.head.allFields.map { name, value in
            (String(decoding: name, as: UTF8.self).lowercased(), String(decoding: value, as: UTF8.self))
        }
        let arrival = Arrival(
            headers: Dictionary(headers, uniquingKeysWith: { first, _ in first }), body: request.body)
        let (status, holds, enough) = state.withLock { state in
            state.arrivals.append(arrival)
            let statuses = state.manner.statuses
            state.manner.statuses = Array(statuses.dropFirst())
            let isEnough = state.waiting.map { state.arrivals.count >= $0.count } ?? false
            defer { if isEnough { state.waiting = nil } }
            return (
                statuses.first ?? 200, state.manner.holdsAnswers, isEnough ? state.waiting?.continuation : nil
            )
        }
        enough?.resume()
        if holds { await withCheckedContinuation { held in state.withLock { $0.held.append(held) } } }
        return Response(Status(code: status))
    }

    /// What arrived, once so much has.
    func arrivals(_ count: Int) async -> [Arrival] {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.arrivals.count < count { state.waiting = (count, continuation) }
                return state.arrivals.count >= count
            }
            if isThere { continuation.resume() }
        }
        return soFar
    }

    var soFar: [Arrival] { state.withLock { $0.arrivals } }

    func forget() {
        state.withLock { $0.arrivals = [] }
    }

    func letGo() {
        let held = state.withLock { state in
            defer { (state.held, state.manner.holdsAnswers) = ([], false) }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }
}

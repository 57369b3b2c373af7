// Beside the tests of webhooks to services: such a service on a port of its own, which checks what it is told.
import Basics
import Foundation
import HTTPServer
import Reactor
import Testing

final class HookReceiver: Sendable {
    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    enum Manner: Sendable {
        case status(Int)
        /// To another path of its own.
        case redirect
        /// 200 with so many bytes.
        case large(Int)
        /// The connection is cut before an answer.
        case reset
        /// No answer until `letGo`.
        case hang
    }

    struct Arrival: Sendable {
        let line: String
        /// With names in lower case.
        let headers: [String: String]
        let body: [UInt8]

        var json: JSON? { try? JSON(body) }

        /// As a receiver that knows `secret` checks it: one of the signatures is right.
        func isSigned(by secret: String) -> Bool {
            guard let key = Data(base64Encoded: String(secret.dropFirst(6))), let id = headers["webhook-id"],
                let time = headers["webhook-timestamp"], let signatures = headers["webhook-signature"],
                let code = Digest.hmacSHA256(key: Array(key), Array("\(id).\(time).".utf8) + body)
            else { return false }
            return signatures.split(separator: " ").contains("v1,\(Data(code).base64EncodedString())")
        }
    }

    private struct State {
        var manners: [Manner]
        var arrivals: [Arrival] = []
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private let server: Server
    private let state: Lock<State>

    var port: Int { server.addresses.first?.port ?? 0 }
    var url: String { "http://127.0.0.1:\(port)/hooks?token=t1" }
    var arrivals: [Arrival] { state.withLock { $0.arrivals } }

    private init(on loop: EventLoop, _ manners: [Manner]) throws {
        let state = Lock(State(manners: manners))
        let address = try #require(SocketAddress(host: "127.0.0.1", port: 0))
        server = try Server.start(
            at: [address], on: [loop], settings: ServerSettings(refuse: { Response($0.status) })
        ) { _, _ in Router(everything: { await Self.take($0, state) }) }
        self.state = state
    }

    /// - Parameter manners: of its first answers, one each; then it takes everything.
    static func serve(
        _ manners: [Manner] = [], _ test: (HookReceiver) async throws -> Void
    ) async throws {
        let loop = try EventLoop()
        try loop.start()
        let receiver = try HookReceiver(on: loop, manners)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await test(receiver)) } catch { outcome = .failure(error) }
        receiver.letGo()
        await receiver.server.stop()
        loop.stop()
        try outcome.get()
    }

    @Sendable private static func take(_ request: Request, _ state: Lock<State>) async -> Response {
        let headers = request.head.allFields.map { name, value in
            (String(decoding: name, as: UTF8.self).lowercased(), String(decoding: value, as: UTF8.self))
        }
        let target = [request.head.path, request.head.query].map { String(decoding: $0, as: UTF8.self) }
        let arrival = Arrival(
            line: "\(request.head.methodText) \(target.joined(separator: "?"))",
            headers: Dictionary(headers, uniquingKeysWith: { "\($0), \($1)" }), body: request.body)
        let manner = state.withLock { state in
            state.arrivals.append(arrival)
            return state.manners.isEmpty ? .status(200) : state.manners.removeFirst()
        }
        switch manner {
        case .status(let code): return Response(Status(code: code))
        case .redirect:
            var response = Response(Status(code: 307))
            response.add("Location", FieldValue(constant: "/elsewhere"))
            return response
        case .large(let count): return Response(.ok, body: [UInt8](repeating: 120, count: count))
        case .reset:
            var response = Response(.ok)
            response.ending = .reset
            return response
        case .hang:
            await withCheckedContinuation { held in state.withLock { $0.held.append(held) } }
            return Response(.ok)
        }
    }

    private func letGo() {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }
}

// Over real sockets, on both pollers: answers whose bodies are sent piece by piece.
import Basics
import Reactor
import TestSupport
import Testing

@testable import HTTPServer

@Suite("answers in pieces", .timeLimit(.minutes(5)), .serialized)
struct ServerRestTests {
    private struct Broken: Error {}

    /// - Parameter pieces: what follows the first; nil breaks off.
    private static func route(_ pieces: [String?]) -> Route {
        Route(.get, "/pieces", bodyBytesMax: 0) { _ in
            var response = Response(.ok, body: Array("first;".utf8))
            @Sendable nonisolated(nonsending) func rest(
                _ send: nonisolated(nonsending) ([UInt8]) async throws -> Void
            ) async throws {
                for piece in pieces {
                    guard let piece else { throw Broken() }
                    try await send(Array(piece.utf8))
                }
            }
            response.rest = rest
            return response
        }
    }

    @Test(
        "pieces are chunks, an empty one is left out, and the next request follows",
        arguments: PollerKind.allCases)
    func chunks(poller: PollerKind) async throws {
        try await Scene.play(on: poller, routes: [Self.route(["", "second line;", "third"])]) { scene in
            let client = try scene.connect()
            try await client.send(
                Wire.get("/pieces") + "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let head = try await client.answer()
            #expect(head.value("Transfer-Encoding") == "chunked")
            #expect(head.value("Content-Length") == nil)
            let rest = try await client.rest()
            #expect(
                rest.hasPrefix(
                    "6\r\nfirst;\r\nc\r\nsecond line;\r\n5\r\nthird\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n"),
                "\(rest)")
            #expect(scene.exchanges.entries.first?.bodyBytes == 23)
        }
    }

    @Test("a client of HTTP/1.0 gets the pieces as they are, and the end of the connection after them")
    func old() async throws {
        try await Scene.play(on: .standard, routes: [Self.route(["second"])]) { scene in
            let client = try scene.connect()
            try await client.send("GET /pieces HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            let head = try await client.answer()
            #expect(head.value("Transfer-Encoding") == nil)
            #expect(head.value("Connection") == "close")
            #expect(try await client.rest() == "first;second")
        }
    }

    @Test("HEAD is told the head of the pieces and sent none")
    func head() async throws {
        try await Scene.play(on: .standard, routes: [Self.route(["second"])]) { scene in
            let client = try scene.connect()
            try await client.send("HEAD /pieces HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try await client.answer(isToHead: true).value("Transfer-Encoding") == "chunked")
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test("an answer that breaks off is cut, so that nobody takes it for whole")
    func broken() async throws {
        try await Scene.play(on: .standard, routes: [Self.route(["second", nil])]) { scene in
            let client = try scene.connect()
            try await client.send(Wire.get("/pieces"))
            await #expect(throws: StreamFailure.gone) { _ = try await client.rest() }
        }
    }
}

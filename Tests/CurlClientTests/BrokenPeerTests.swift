// What a peer that breaks the rules, or stops in the middle, does to a request.
import HTTPServer
import Reactor
import Testing

@testable import CurlClient

@Suite("A broken peer", .timeLimit(.minutes(5)), .serialized)
struct BrokenPeerTests {
    /// Enough for a request whose time is to be over.
    private static let hastyMilliseconds = 1500

    /// Runs on a loop of its own.
    private func play(
        _ poller: PollerKind, _ makePeer: (EventLoop) throws -> BrokenPeer,
        settings: CurlSettings = CurlSettings(), timeoutMilliseconds: Int = 30_000,
        _ body: (CurlClient, CurlRequest) async throws -> Void
    ) async throws {
        let loop = try EventLoop(poller)
        try loop.start()
        let outcome = await withTaskExecutorPreference(loop) { () -> Result<Void, any Error> in
            do {
                let peer = try makePeer(loop)
                defer { peer.close() }
                let request = CurlRequest(
                    .post, peer.base + "/", body: Array("a=1".utf8), timeoutMilliseconds: timeoutMilliseconds)
                return .success(try await body(CurlClient(on: loop, settings: settings), request))
            } catch {
                return .failure(error)
            }
        }
        loop.stop()
        try outcome.get()
    }

    @Test(
        "half of an answer, or none of the protocol: no answer, and nothing of it is believed",
        arguments: [
            ("a body cut short", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":"),
            ("a chunk cut short", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"id\":"),
            ("chunks without an end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
            ("a chunk of no size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"),
            ("a head without an end", "HTTP/1.1 200 OK\r\nContent-Le"),
            ("not HTTP", "hello\r\n\r\n"),
            ("nothing", ""),
        ], PollerKind.allCases)
    func cutShort(answer: (name: String, bytes: String), poller: PollerKind) async throws {
        for ending in [BrokenPeer.Ending.close, .reset] {
            // A reset takes what was sent before it along; which of the two the client sees must not matter.
            try await play(poller, { try .answering(answer.bytes, then: ending, on: $0) }) {
                client, request in
                do throws(CurlFailure) {
                    let response = try await client.send(request)
                    Issue.record("\(answer.name): \(response.status) was believed")
                } catch {
                    guard case .noAnswer = error else {
                        Issue.record("\(answer.name): \(error)")
                        return
                    }
                }
            }
        }
    }

    @Test(
        "a head that came and a body that never ends: timed out, in its time", arguments: PollerKind.allCases)
    func stalledBody(poller: PollerKind) async throws {
        for answer in ["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", "HTTP/1.1 200 OK\r\n"] {
            let peer = { (loop: EventLoop) in try BrokenPeer.answering(answer, then: .hold, on: loop) }
            try await play(poller, peer, timeoutMilliseconds: Self.hastyMilliseconds) { client, request in
                await #expect(throws: CurlFailure.timedOut) { try await client.send(request) }
            }
        }
    }

    @Test("an interim answer alone is none: timed out", arguments: PollerKind.allCases)
    func interimOnly(poller: PollerKind) async throws {
        let answer = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
        let peer = { (loop: EventLoop) in try BrokenPeer.answering(answer, then: .hold, on: loop) }
        try await play(poller, peer, timeoutMilliseconds: Self.hastyMilliseconds) { client, request in
            await #expect(throws: CurlFailure.timedOut) { try await client.send(request) }
        }
    }

    @Test(
        "a peer that neither takes nor refuses the connection: not sent, in the time for connecting",
        arguments: PollerKind.allCases)
    func stalledConnect(poller: PollerKind) async throws {
        var settings = CurlSettings()
        settings.connectMillisecondsMax = 150
        try await play(poller, { _ in try .full() }, settings: settings) { client, request in
            let began = monotonicNanoseconds()
            do throws(CurlFailure) {
                _ = try await client.send(request)
                Issue.record("it was sent")
            } catch {
                guard case .notSent = error else {
                    Issue.record("\(error)")
                    return
                }
            }
            let took = monotonicNanoseconds() - began
            #expect((140_000_000..<25_000_000_000).contains(took))
        }
    }
}

// A client for public addresses alone: what a name stands for when the socket is opened is what counts.
import HTTPServer
import Reactor
import TestSupport
import Testing

@testable import CurlClient

@Suite("A client for public addresses alone", .timeLimit(.minutes(5)), .serialized)
struct PublicOnlyTests {
    private static var settings: CurlSettings {
        var settings = CurlSettings()
        settings.addresses = .publicOnly
        return settings
    }

    private static let refusal = CurlFailure.notSent("the address is not one of the public internet")

    @Test(
        "this machine is not reached, by whatever name or number, and hears nothing of it",
        arguments: [
            "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0", "0.0.0.0",
            "[::ffff:127.0.0.1]", "[::]", "[::1]", "[64:ff9b::127.0.0.1]",
        ])
    func thisMachine(host: String) async throws {
        try await CurlScene.play(on: .standard, settings: Self.settings) { scene in
            let port = scene.base.split(separator: ":").last ?? ""
            let request = CurlRequest(
                .post, "http://\(host):\(port)/", body: Array("x".utf8), timeoutMilliseconds: 30_000)
            await #expect(throws: Self.refusal) { try await scene.client.send(request) }
            #expect(scene.asked.entries.isEmpty)
        }
    }

    @Test("another client on the same loop reaches it: the refusal is the client's own")
    func anyClient() async throws {
        try await CurlScene.play(on: .standard) { scene in
            let careful = CurlClient(on: scene.loop, settings: Self.settings)
            let request = CurlRequest(.get, scene.base + "/", timeoutMilliseconds: 30_000)
            let status = try await scene.client.send(request).status
            #expect(status == 200)
            // Nor by the connection that the other one keeps.
            await #expect(throws: Self.refusal) { try await careful.send(request) }
        }
    }

    @Test("after a refusal, another failure has its own words")
    func nextFailure() async throws {
        try await CurlScene.play(on: .standard, settings: Self.settings) { scene in
            await #expect(throws: Self.refusal) { try await scene.get("/") }
            let request = CurlRequest(.get, "nonsense://x", timeoutMilliseconds: 30_000)
            let failure = await #expect(throws: CurlFailure.self) { try await scene.client.send(request) }
            #expect(failure != Self.refusal)
        }
    }
}

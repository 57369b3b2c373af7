// Over real sockets, on both pollers: more clients than there is room for.
import Reactor
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)), .serialized)
struct ServerCrowdTests {
    @Test(
        "in a flood those inside go on, and all who wait are served in the end",
        arguments: PollerKind.allCases)
    func flood(poller: PollerKind) async throws {
        var limits = Limits()
        limits.connectionsMax = 8
        try await Scene.play(on: poller, limits: limits) { scene in
            let listening = scene.serverSockets
            let inside = try (0..<8).map { _ in try scene.connect() }
            for client in inside { #expect(try await client.ask(Wire.get("/hello")).status == 200) }
            let waiting = try (0..<100).map { _ in try scene.connect() }
            for (index, client) in waiting.enumerated() {
                try await client.send(Wire.get("/hello/\(index)", "Connection: close"))
            }
            for client in inside { #expect(try await client.ask(Wire.get("/hello")).status == 200) }
            #expect(scene.serverSockets == listening + 8)
            for client in inside { client.reset() }
            for (index, client) in waiting.enumerated() {
                #expect(try await client.answer().body == "\(index)")
                client.reset()
            }
            #expect(await scene.eventually { scene.serverSockets == listening })
        }
    }

    @Test(
        "one address has its share: what is over is closed, and a place that is free again is taken",
        arguments: PollerKind.allCases)
    func perAddress(poller: PollerKind) async throws {
        var limits = Limits()
        limits.connectionsPerAddressMax = 2
        try await Scene.play(on: poller, limits: limits, exempt: { _ in false }) { scene in
            let listening = scene.serverSockets
            let inside = try (0..<2).map { _ in try scene.connect() }
            for client in inside { #expect(try await client.ask(Wire.get("/hello")).status == 200) }
            let over = try scene.connect()
            #expect(try await over.rest() == "")
            for client in inside { #expect(try await client.ask(Wire.get("/hello")).status == 200) }
            inside[0].reset()
            #expect(await scene.eventually { scene.serverSockets == listening + 1 })
            #expect(try await scene.connect().ask(Wire.get("/hello")).status == 200)
        }
    }

    @Test("whoever is exempt is not counted", arguments: PollerKind.allCases)
    func exempt(poller: PollerKind) async throws {
        var limits = Limits()
        limits.connectionsPerAddressMax = 1
        try await Scene.play(on: poller, limits: limits) { scene in
            let clients = try (0..<4).map { _ in try scene.connect() }
            for client in clients { #expect(try await client.ask(Wire.get("/hello")).status == 200) }
        }
    }
}

// Over real sockets, on both pollers: where a server listens, and with how many loops.
import Basics
import Reactor
import TestSupport
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)), .serialized)
struct ServerListenTests {
    @Test("a port that somebody listens on is an error, not a second server", arguments: PollerKind.allCases)
    func taken(poller: PollerKind) async throws {
        try await Scene.play(on: poller) { scene in
            let settings = ServerSettings(refuse: { Response($0.status) })
            let failure = #expect(throws: SocketFailure.self) {
                try Server.start(at: [scene.address], on: [scene.loop], settings: settings) { _, _ in
                    Router([])
                }
            }
            guard case .system("bind", _) = failure else {
                Issue.record("not a bind failure: \(String(describing: failure))")
                return
            }
            #expect(failure?.description.contains("bind: ") == true)
        }
    }

    @Test("IPv4 and IPv6 share the port that the kernel chose", arguments: PollerKind.allCases)
    func bothFamilies(poller: PollerKind) async throws {
        let loop = try EventLoop(poller)
        try loop.start()
        let wanted = try ["127.0.0.1", "::1"].map { try #require(SocketAddress(host: $0, port: 0)) }
        let settings = ServerSettings(refuse: { Response($0.status) })
        let server = try Server.start(at: wanted, on: [loop], settings: settings) { _, _ in
            Router([Route(.get, "/", bodyBytesMax: 0) { _ in Response(.ok) }])
        }
        #expect(server.addresses[0].port > 0)
        #expect(Set(server.addresses.map(\.port)).count == 1)
        try await withTaskExecutorPreference(loop) { () async throws in
            for address in server.addresses {
                #expect(try await RawClient(address, on: loop).ask(Wire.get("/")).status == 200)
            }
        }
        await server.stop()
        loop.stop()
    }

    @Test("several loops serve one port, each connection on one of them", arguments: PollerKind.allCases)
    func severalLoops(poller: PollerKind) async throws {
        try await Scene.play(on: poller, serverLoops: 2) { scene in
            try await withThrowingDiscardingTaskGroup { group in
                let (address, loop) = (scene.address, scene.loop)
                for number in 0..<64 {
                    group.addTask {
                        let client = try RawClient(address, on: loop)
                        for turn in 0..<10 {
                            let name = "\(number)-\(turn)"
                            #expect(try await client.ask(Wire.get("/hello/\(name)")).body == name)
                        }
                    }
                }
            }
            #expect(await scene.eventually { scene.exchanges.entries.count == 640 })
        }
    }

    @Test("a server whose handle nobody kept goes on serving", arguments: PollerKind.allCases)
    func unkept(poller: PollerKind) async throws {
        let loop = try EventLoop(poller)
        try loop.start()
        let address = try {
            let any = try #require(SocketAddress(host: "127.0.0.1", port: 0))
            let settings = ServerSettings(refuse: { Response($0.status) })
            return try Server.start(at: [any], on: [loop], settings: settings) { _, _ in
                Router([Route(.get, "/", bodyBytesMax: 0) { _ in Response(.ok) }])
            }.addresses[0]
        }()
        try await withTaskExecutorPreference(loop) { () async throws in
            #expect(try await RawClient(address, on: loop).ask(Wire.get("/")).status == 200)
        }
        loop.stop()
    }
}

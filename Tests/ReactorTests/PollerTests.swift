// Readiness on both pollers: level-triggered, changed and ended at will, and told of a peer that is gone.
import Testing

@testable import Reactor

@Suite(.timeLimit(.minutes(5)), .serialized)
struct PollerTests {
    @Test("a readable socket is told of again and again until it is read", arguments: PollerKind.allCases)
    func levelTriggered(poller: PollerKind) async throws {
        try await LoopScene.play(on: poller) { loop in
            let pair = try SocketPair()
            let probe = Probe()
            let place = try loop.register(pair.near, .readable, probe)
            pair.writeFar()
            #expect(await loop.eventually { probe.seen.count >= 3 })
            #expect(probe.seen.allSatisfy { $0 == .readable })
            #expect(pair.readNear() == 1)
            loop.deregister(place)
        }
    }

    @Test("a quiet socket is not told of", arguments: PollerKind.allCases)
    func quiet(poller: PollerKind) async throws {
        try await LoopScene.play(on: poller) { loop in
            let (quiet, loud) = (try SocketPair(), try SocketPair())
            let (quietProbe, loudProbe) = (Probe(), Probe())
            let places = [
                try loop.register(quiet.near, .readable, quietProbe),
                try loop.register(loud.near, .readable, loudProbe),
            ]
            loud.writeFar()
            #expect(await loop.eventually { loudProbe.seen.count >= 3 })
            #expect(quietProbe.seen.isEmpty)
            for place in places { loop.deregister(place) }
        }
    }

    @Test("interest comes and goes, for reading and for writing", arguments: PollerKind.allCases)
    func interest(poller: PollerKind) async throws {
        try await LoopScene.play(on: poller) { loop in
            let (pair, other) = (try SocketPair(), try SocketPair())
            let (probe, otherProbe) = (Probe(), Probe())
            let place = try loop.register(pair.near, [], probe)
            let otherPlace = try loop.register(other.near, .readable, otherProbe)
            pair.writeFar()
            other.writeFar()
            #expect(await loop.eventually { otherProbe.seen.count >= 3 })
            #expect(probe.seen.isEmpty, "no interest, no event")
            loop.update(place, .writable)
            #expect(await loop.eventually { probe.seen.count >= 3 })
            #expect(probe.seen.allSatisfy { $0 == .writable })
            loop.update(place, [])
            probe.forget()
            otherProbe.forget()
            #expect(await loop.eventually { otherProbe.seen.count >= 3 })
            #expect(probe.seen.isEmpty)
            loop.update(place, .readable)
            #expect(await loop.eventually { probe.seen.count >= 3 })
            #expect(probe.seen.allSatisfy { $0 == .readable })
            for place in [place, otherPlace] { loop.deregister(place) }
        }
    }

    @Test("the end of what the peer sends is readable, not a hang-up", arguments: PollerKind.allCases)
    func halfClose(poller: PollerKind) async throws {
        try await LoopScene.play(on: poller) { loop in
            let pair = try SocketPair()
            let probe = Probe()
            let place = try loop.register(pair.near, .readable, probe)
            pair.shutDownFar()
            #expect(await loop.eventually { probe.seen.count >= 3 })
            #expect(probe.seen.allSatisfy { $0 == .readable })
            #expect(pair.readNear() == 0)
            loop.deregister(place)
        }
    }

    @Test(
        "a peer that is gone is told of, also when interest comes only later", arguments: PollerKind.allCases)
    func hangup(poller: PollerKind) async throws {
        try await LoopScene.play(on: poller) { loop in
            let pair = try SocketPair()
            let probe = Probe()
            let place = try loop.register(pair.near, .readable, probe)
            pair.closeFar()
            // As a connection whose handler is at work: nobody wants to read when the peer goes.
            #expect(await loop.eventually { !probe.seen.isEmpty })
            loop.update(place, [])
            await loop.wait(milliseconds: 1)
            loop.update(place, .readable)
            probe.forget()
            #expect(await loop.eventually { probe.seen.count >= 3 })
            #expect(pair.readNear() == 0)
            loop.deregister(place)
        }
    }

    @Test(
        "a removed socket is told of no more, though it was ready in the same round",
        arguments: PollerKind.allCases)
    func removedInRound(poller: PollerKind) async throws {
        try await LoopScene.play(on: poller) { loop in
            let pairs = [try SocketPair(), try SocketPair()]
            var places: [Registration] = []
            var told = 0
            let probes = pairs.map { _ in
                Probe {
                    told += 1
                    for place in places { loop.deregister(place) }
                }
            }
            for (pair, probe) in zip(pairs, probes) {
                pair.writeFar()
                places.append(try loop.register(pair.near, .readable, probe))
            }
            #expect(await loop.eventually { told > 0 })
            await loop.wait(milliseconds: 2)
            #expect(told == 1)
        }
    }

    @Test("a descriptor that is used again belongs to its new owner only", arguments: PollerKind.allCases)
    func reuse(poller: PollerKind) async throws {
        try await LoopScene.play(on: poller) { loop in
            let (old, new) = (Probe(), Probe())
            let pair = try SocketPair()
            pair.writeFar()
            let stale = try loop.register(pair.near, .readable, old)
            #expect(await loop.eventually { !old.seen.isEmpty })
            loop.deregister(stale)
            old.forget()
            let place = try loop.register(pair.near, .readable, new)
            loop.update(stale, [])
            loop.deregister(stale)
            #expect(await loop.eventually { new.seen.count >= 3 })
            #expect(old.seen.isEmpty)
            loop.deregister(place)
        }
    }

    #if os(Linux)
        @Test("a descriptor that cannot be watched is an error")
        func unwatchable() async throws {
            try await LoopScene.play(on: .epoll) { loop in
                #expect(throws: ReactorFailure.self) { try loop.register(-1, .readable, Probe()) }
            }
        }
    #endif
}

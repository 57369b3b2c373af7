// More requests than may be under way: they wait their turn, in order and within their time, and not without end.
import HTTPServer
import Reactor
import TestSupport
import Testing

@testable import CurlClient

@Suite("Waiting for a transfer", .timeLimit(.minutes(5)), .serialized)
struct CurlQueueTests {
    private static func settings(transfers: Int, queue: Int) -> CurlSettings {
        var settings = CurlSettings()
        settings.transfersMax = transfers
        settings.queueMax = queue
        return settings
    }

    @Test(
        "no more than the most are under way; the rest have their turn in the order they came",
        arguments: PollerKind.allCases)
    func order(poller: PollerKind) async throws {
        let gate = Gate()
        let answer: @Sendable (Request) async -> Response = { _ in
            await gate.wait()
            return Response(.ok)
        }
        let settings = Self.settings(transfers: 1, queue: 100)
        try await CurlScene.play(on: poller, settings: settings, answer: answer) { scene in
            let scene = scene
            try await withThrowingDiscardingTaskGroup { group in
                for number in 0..<50 {
                    group.addTask {
                        let status = try await scene.get("/\(number)").status
                        #expect(status == 200)
                    }
                }
                #expect(await scene.eventually { scene.asked.entries.count == 1 })
                gate.open()
            }
            let paths = scene.asked.entries.map { String(decoding: $0.head.path, as: UTF8.self) }
            #expect(paths == (0..<50).map { "/\($0)" })
            #expect(scene.connections == 1)
        }
    }

    @Test("beyond the queue a request is turned away at once, and unsent", arguments: PollerKind.allCases)
    func turnedAway(poller: PollerKind) async throws {
        let gate = Gate()
        let answer: @Sendable (Request) async -> Response = { _ in
            await gate.wait()
            return Response(.ok)
        }
        let settings = Self.settings(transfers: 2, queue: 3)
        try await CurlScene.play(on: poller, settings: settings, answer: answer) { scene in
            let scene = scene
            let failures = Record<CurlFailure>()
            await withDiscardingTaskGroup { group in
                for number in 0..<7 {
                    group.addTask {
                        do throws(CurlFailure) {
                            let url = "\(scene.base)/\(number)"
                            _ = try await scene.client.send(
                                CurlRequest(.get, url, timeoutMilliseconds: 30_000))
                        } catch {
                            failures.add(error)
                        }
                    }
                }
                #expect(
                    await scene.eventually { scene.asked.entries.count == 2 && failures.entries.count == 2 })
                gate.open()
            }
            let reason = "too many requests are waiting for a connection"
            #expect(failures.entries == [.notSent(reason), .notSent(reason)])
            #expect(scene.asked.entries.count == 5)
            let after = try await scene.get("/after")
            #expect(after.status == 200)
        }
    }

    @Test(
        "waiting is part of a request's time; who runs out of it was not sent, and loses only its own turn",
        arguments: PollerKind.allCases)
    func outOfTime(poller: PollerKind) async throws {
        let gate = Gate()
        let answer: @Sendable (Request) async -> Response = { _ in
            await gate.wait()
            return Response(.ok)
        }
        let settings = Self.settings(transfers: 1, queue: 10)
        try await CurlScene.play(on: poller, settings: settings, answer: answer) { scene in
            let scene = scene
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask { _ = try await scene.get("/first") }
                #expect(await scene.eventually { scene.asked.entries.count == 1 })
                group.addTask {
                    let short = CurlRequest(.get, "\(scene.base)/short", timeoutMilliseconds: 50)
                    let reason = "all its time was spent waiting for a connection"
                    await #expect(throws: CurlFailure.notSent(reason)) { try await scene.client.send(short) }
                    gate.open()
                }
                group.addTask { _ = try await scene.get("/last") }
            }
            let paths = scene.asked.entries.map { String(decoding: $0.head.path, as: UTF8.self) }
            #expect(paths == ["/first", "/last"])
        }
    }

    @Test("what is left after waiting is all the time that a request has", arguments: PollerKind.allCases)
    func restOfTime(poller: PollerKind) async throws {
        let gate = Gate()
        let answer: @Sendable (Request) async -> Response = { request in
            if request.head.path.elementsEqual("/slow".utf8) { await gate.wait() }
            return Response(.ok)
        }
        let settings = Self.settings(transfers: 1, queue: 10)
        try await CurlScene.play(on: poller, settings: settings, answer: answer) { scene in
            let scene = scene
            let began = scene.loop.nowMilliseconds
            await withDiscardingTaskGroup { group in
                for milliseconds in [4000, 5000] {
                    group.addTask {
                        let slow = CurlRequest(
                            .get, "\(scene.base)/slow", timeoutMilliseconds: milliseconds)
                        await #expect(throws: CurlFailure.timedOut) { try await scene.client.send(slow) }
                    }
                }
            }
            // 9000 it would be if a request's time began with its turn.
            #expect((4990..<8990).contains(scene.loop.nowMilliseconds - began))
            gate.open()
        }
    }
}

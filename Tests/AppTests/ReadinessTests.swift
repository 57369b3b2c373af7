// What a balancer is told of whether requests may be sent here.
import Basics
import Payments
import Testing

@testable import App
@testable import HTTPServer

@Suite("Readiness", .timeLimit(.minutes(5)), .serialized)
struct ReadinessTests {
    private struct Lost: Error {}

    /// What the database and the jobs would say, and how often the former was asked.
    private final class House: Sendable {
        let now = Lock<Int64>(1_000)
        let heartbeat = Lock<Int64>(1_000)
        let pending = Lock<[String]?>([])
        let asked = Counter()
        let log = LogLines()

        var readiness: Readiness {
            Readiness(
                clock: WallClock { [now] in now.withLock { $0 } * 1000 }, log: Log(to: log.sink),
                pendingMigrations: { [self] in
                    asked.add()
                    guard let pending = pending.withLock({ $0 }) else { throw Lost() }
                    return pending
                }, heartbeat: { [heartbeat] in heartbeat.withLock { $0 } })
        }
    }

    /// Without the line feed at its end.
    private static func text(_ response: Response) -> String {
        String(decoding: response.body.dropLast(), as: UTF8.self)
    }

    @Test("a house that is well is ready, and its database is asked once a second")
    func ready() async {
        let house = House()
        let readiness = house.readiness
        for _ in 0..<5 {
            let response = await readiness.response()
            #expect(response.status == .ok)
            #expect(Self.text(response) == #"{"status":"ready"}"#)
        }
        #expect(house.asked.value == 1)
        house.now.withLock { $0 += 1 }
        _ = await readiness.response()
        #expect(house.asked.value == 2)
    }

    @Test("each trouble is told by its code, those of one moment together, and what passes is forgotten")
    func troubles() async {
        let house = House()
        let readiness = house.readiness
        house.pending.withLock { $0 = nil }
        house.now.withLock { $0 += 61 }
        let lost = await readiness.response()
        #expect(lost.status == .serviceUnavailable)
        #expect(
            Self.text(lost)
                == #"{"status":"not_ready","reasons":[{"code":"database","message":"The database does not answer."},"#
                + #"{"code":"jobs","message":"No job has run for a minute."}]}"#)
        #expect(house.log.text.contains(#""reasons":"database jobs""#))
        house.pending.withLock { $0 = ["0009-later"] }
        house.heartbeat.withLock { $0 = 1_061 }
        house.now.withLock { $0 += 1 }
        let behind = await readiness.response()
        #expect(behind.status == .serviceUnavailable)
        #expect(Self.text(behind).contains(#"[{"code":"migrations","#))
        house.pending.withLock { $0 = [] }
        house.now.withLock { $0 += 1 }
        #expect(await readiness.response().status == .ok)
    }

    @Test("while a database hangs, nobody reads for longer than a moment what it said before")
    func hanging() async {
        let now = Lock<Int64>(1_000)
        let (asked, answers) = (AsyncStream.makeStream(of: Void.self), AsyncStream.makeStream(of: Void.self))
        let isHanging = Lock(false)
        let readiness = Readiness(
            clock: WallClock { now.withLock { $0 } * 1000 }, log: Log(to: LogLines().sink),
            pendingMigrations: {
                guard isHanging.withLock({ $0 }) else { return [] }
                asked.continuation.yield()
                for await _ in answers.stream { break }
                return []
            }, heartbeat: { now.withLock { $0 } })
        #expect(await readiness.response().status == .ok)
        isHanging.withLock { $0 = true }
        now.withLock { $0 += 1 }
        async let hung = readiness.response()
        for await _ in asked.stream { break }
        #expect(await readiness.response().status == .ok)
        now.withLock { $0 += 2 }
        #expect(await readiness.response().status == .serviceUnavailable)
        answers.continuation.yield()
        #expect(await hung.status == .ok)
    }

    @Test("a server answers both, and is not ready when its jobs are silent for a minute")
    func served() async throws {
        try await Desk.open { desk in
            #expect(try await desk.shop.get("/livez").text == #"{"status":"ok"}"#)
            #expect(try await desk.shop.get("/readyz").status == 200)
            desk.advance(61)
            let silent = try await desk.shop.get("/readyz")
            #expect(silent.status == 503)
            #expect(silent.json["reasons"]?.elements.first?["code"]?.string == "jobs")
            #expect(try await desk.shop.get("/livez").status == 200)
            try await desk.shop.run(.reapKeys)
            desk.advance(1)
            #expect(try await desk.shop.get("/readyz").status == 200)
        }
    }
}

// One server follows another on a port that somebody holds, while clients ask without a pause: none is let down.
import Basics
import CurlClient
import Foundation
import Reactor
import Testing

@Suite("Upgrades under load", .timeLimit(.minutes(5)), .serialized)
struct UpgradeTests {
    private static let upgradesCount = 10
    /// So many clients that keep their connections, and so many that make a new one for each request.
    private static let clientsCount = 4
    /// Between two upgrades.
    private static let answersBetween = 40

    /// What clients do until they are told to stop, and what came of it.
    private struct Crowd: Sendable {
        let base: String
        let working = Lock(0)
        let answers = Counter()
        let failures = Lock<[String]>([])
        let isOver = Lock(false)

        func work(_ client: CurlClient, keepsConnection: Bool) async {
            working.withLock { $0 += 1 }
            defer { working.withLock { $0 -= 1 } }
            let lines = keepsConnection ? [] : ["Connection: close"]
            let hold = "customer_id=cus_SandboxApprove&amount=1250&description=Guitar+lesson"
            var requests = [
                CurlRequest(.get, "\(base)/livez", headerLines: lines, timeoutMilliseconds: 20_000),
                CurlRequest(
                    .post, "\(base)/schedule-lesson",
                    headerLines: lines + ["Content-Type: application/x-www-form-urlencoded"],
                    body: Array(hold.utf8), timeoutMilliseconds: 20_000),
            ]
            while !isOver.withLock({ $0 }) {
                do throws(CurlFailure) {
                    let response = try await client.send(requests[0])
                    if response.status == 200 { answers.add() } else { fail("\(response.status)") }
                } catch {
                    fail("\(error)")
                }
                requests.swapAt(0, 1)
            }
        }

        /// The clients have the answers to what they asked; only then may the last server go.
        func end(on loop: EventLoop) async {
            isOver.withLock { $0 = true }
            while working.withLock({ $0 > 0 }) { await loop.wait(milliseconds: 1) }
        }

        private func fail(_ what: String) { failures.withLock { $0.append(what) } }

        /// Waits until so many more were answered.
        func progress(_ count: Int, on loop: EventLoop) async {
            let goal = answers.value + count
            while answers.value < goal, failures.withLock({ $0.isEmpty }) { await loop.wait(milliseconds: 1) }
        }
    }

    @Test("ten servers take over from one another, and of all that was asked meanwhile nothing fails")
    func takeOver() async throws {
        var settings = SandboxTests.anyPort
        settings["LOOPS"] = "2"
        try await Self.upgrade("--sandbox", settings)
    }

    @Test(
        "nor on one PostgreSQL, which both servers use meanwhile",
        .enabled(
            if: SharedDatabase.server != nil,
            "FERMATA_TEST_POSTGRES names no server; scripts/with-postgres starts one"))
    func takeOverShared() async throws {
        try await SharedDatabase.open { database in
            try await Shop.open(["DATABASE_URL": database.url]) { shop in
                try await Self.upgrade("", shop.settings)
            }
        }
    }

    private static func upgrade(_ arguments: String, _ settings: [String: String]) async throws {
        let port = try HeldPort()
        try await withCrowd(at: port) { crowd, loop in
            var current = try await port.serve(arguments, environment: settings)
            defer { current.signal(SIGKILL) }
            for _ in 0..<upgradesCount {
                await crowd.progress(answersBetween, on: loop)
                let next = try await port.serve(arguments, environment: settings)
                current.signal(SIGTERM)
                let status = await current.finished().status
                #expect(status == 0)
                current = next
            }
            await crowd.progress(answersBetween, on: loop)
            await crowd.end(on: loop)
        }
    }

    @Test("a server that starts when the other has ended, as on SQLite, keeps callers waiting and fails none")
    func oneAfterTheOther() async throws {
        let port = try HeldPort()
        try await Self.withCrowd(at: port) { crowd, loop in
            for _ in 0..<3 {
                let server = try await port.serve("--sandbox", environment: SandboxTests.anyPort)
                defer { server.signal(SIGKILL) }
                await crowd.progress(Self.answersBetween, on: loop)
                server.signal(SIGTERM)
                let status = await server.finished().status
                #expect(status == 0)
            }
            let last = try await port.serve("--sandbox", environment: SandboxTests.anyPort)
            defer { last.signal(SIGKILL) }
            await crowd.progress(Self.answersBetween, on: loop)
            await crowd.end(on: loop)
        }
    }

    @Test("a socket that other machines reach is not taken while HOST is this machine alone")
    func reach() async throws {
        let port = try HeldPort(isOpen: true)
        let server = try port.start("--sandbox", environment: SandboxTests.anyPort)
        defer { server.signal(SIGKILL) }
        let finished = await server.finished()
        #expect(finished.status == 78)
        #expect(finished.errors.contains("listens on 0.0.0.0"))
    }

    /// Runs `body` while the clients ask; it ends them.
    private static func withCrowd(
        at port: HeldPort, _ body: @escaping @Sendable (Crowd, EventLoop) async throws -> Void
    ) async throws {
        let loop = try EventLoop()
        try loop.start()
        defer { loop.stop() }
        try await withTaskExecutorPreference(loop) {
            let crowd = Crowd(base: "http://127.0.0.1:\(port.number)")
            // One each: who makes new connections must not use those that others keep.
            let (keeping, making) = (CurlClient(on: loop), CurlClient(on: loop))
            try await withThrowingTaskGroup { group in
                for number in 0..<2 * clientsCount {
                    let keeps = number < clientsCount
                    group.addTask { await crowd.work(keeps ? keeping : making, keepsConnection: keeps) }
                }
                group.addTask {
                    defer { crowd.isOver.withLock { $0 = true } }
                    try await body(crowd, loop)
                }
                try await group.waitForAll()
            }
            let failures = crowd.failures.withLock { $0 }
            #expect(failures == [], "\(failures.count) of \(crowd.answers.value)")
        }
    }
}

// A program that the system gives no more: it waits for better times, or says at its start what is too little.
import Foundation
import Reactor
import Testing

@Suite(
    "Out of descriptors and threads", .timeLimit(.minutes(5)), .serialized,
    .enabled(if: ProcessFigures.areThere, "limits and figures are Linux's"))
struct DescriptorLimitTests {
    private static let descriptorsMax = 64
    /// Nothing listens where its Stripe is said to be.
    private static let settings = [
        "PORT": "0", "LOOPS": "1", "STRIPE_SECRET_KEY": "sk_test_1",
        "STRIPE_API_BASE": "http://127.0.0.1:1",
    ]

    /// The server, under the limits of a shell.
    private static func server(_ limits: String, _ settings: [String: String] = [:]) throws -> Program {
        let path = Program.products.appending(path: "fermata").path
        return try Program(
            "/bin/sh", ["-c", "\(limits); exec \"$0\" serve", path],
            environment: Self.settings.merging(settings) { $1 })
    }

    @Test(
        "without descriptors the server goes on for those inside, does not spin, and takes others when some left"
    )
    func accepting() async throws {
        let program = try Self.server("ulimit -n \(Self.descriptorsMax)")
        defer { program.signal(SIGKILL) }
        let greeting = try await program.printed("Ctrl-C")
        let port = try #require(UInt16(greeting.firstMatch(of: #/127.0.0.1:([0-9]+)/#)?.output.1 ?? ""))
        let loop = try EventLoop()
        try loop.start()
        defer { loop.stop() }
        try await withTaskExecutorPreference(loop) {
            var callers = try (0..<100).map { _ in try Caller(port: port) }
            let isFull = try await loop.eventually {
                try ProcessFigures(of: program.identifier).descriptors >= Self.descriptorsMax
            }
            #expect(isFull)

            let before = try ProcessFigures(of: program.identifier)
            await loop.wait(milliseconds: 1000)
            let after = try ProcessFigures(of: program.identifier)
            // Ten tries a second cost next to nothing; a spin takes all that a busy machine leaves it.
            #expect(after.cpuMilliseconds - before.cpuMilliseconds < 50, "the server spins")
            callers[0].ask("/healthz")
            let isServed = await loop.eventually { callers[0].isAnswered(200) }
            #expect(isServed)

            callers = []
            let late = try Caller(port: port)
            late.ask("/healthz")
            let isLateServed = await loop.eventually { late.isAnswered(200) }
            #expect(isLateServed)
            let isEmpty = try await loop.eventually {
                try ProcessFigures(of: program.identifier).descriptors < Self.descriptorsMax / 2
            }
            #expect(isEmpty, "descriptors were left open")
        }
        program.signal(SIGTERM)
        #expect(await program.finished().status == 0)
    }

    @Test("a start for which descriptors or threads do not suffice is refused, with the mend")
    func starting() async throws {
        let noDescriptors = try Self.server("ulimit -n 20", ["LOOPS": "64"])
        // Threads are refused when their stacks find no room.
        let noThreads = try Self.server("ulimit -s 262144; ulimit -v 2000000", ["LOOPS": "64"])
        for (program, reason) in [
            (noDescriptors, ": Too many open files."), (noThreads, ": pthread_create: "),
        ] {
            let finished = await program.finished()
            #expect(finished.status == 78)
            #expect(finished.errors.contains("Not all 64 loops can be started: "), "\(finished)")
            #expect(finished.errors.contains(reason), "\(finished)")
            #expect(finished.errors.contains("LOOPS"))
        }
    }
}

extension EventLoop {
    /// Looks again and again until it holds, for half a minute at most.
    func eventually(_ holds: () throws -> Bool) async rethrows -> Bool {
        let deadline = nowMilliseconds + 30_000
        while try !holds() {
            guard nowMilliseconds < deadline else { return false }
            await wait(milliseconds: 1)
        }
        return true
    }
}

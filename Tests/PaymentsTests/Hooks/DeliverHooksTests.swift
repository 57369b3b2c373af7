// What the outbox owes a service is delivered: once as a rule, at least once in any case, and not for ever.
import Basics
import PaymentRules
import Store
import TestSupport
import Testing

@testable import Payments

@Suite("Webhooks to a service", .timeLimit(.minutes(5)))
struct DeliverHooksTests {
    @Test("an event that is owed is posted once, under its id, with the time of the try")
    func once() async throws {
        try await HookBench.play { bench in
            try await bench.owe()
            bench.pass(seconds: 9)
            let sender = TestHookSender()
            let delivery = bench.delivery(by: sender)
            #expect(try await delivery.run(limit: 10) == (1, 0))
            #expect(try await delivery.run(limit: 10) == (0, 0))
            #expect(sender.ids == ["msg_a1"])
            #expect(sender.hooks.map(\.timestamp) == [HookBench.start + 9])
            let body =
                #"{"type":"payment.captured","timestamp":"2026-11-21T20:00:00Z","#
                + #""data":{"id":"pay_123456789012345678901234","status":"captured","#
                + #""amount":100.99,"amount_minor":10099,"currency":"usd"}}"#
            #expect(sender.bodies == [body])
            #expect(try await bench.row().isSent)
            #expect(bench.outcomes.entries == [.delivered])
            #expect(bench.lines.isEmpty)
        }
    }

    @Test("no more than the limit, the longest due first; the rest the next time")
    func limit() async throws {
        try await HookBench.play { bench in
            for id in ["a1", "a2", "a3"] {
                try await bench.owe(id: id)
                bench.pass(seconds: 1)
            }
            let sender = TestHookSender()
            let delivery = bench.delivery(by: sender)
            #expect(try await delivery.run(limit: 2) == (2, 0))
            #expect(Set(sender.ids) == ["msg_a1", "msg_a2"])
            #expect(try await delivery.run(limit: 2) == (1, 0))
            #expect(sender.ids.last == "msg_a3")
        }
    }

    @Test("mails and webhooks leave by their own jobs alone")
    func channels() async throws {
        try await HookBench.play { bench in
            try await bench.owe(id: "a1")
            try await bench.owe("staff_needed", to: "staff", id: "a2")
            let mails = TestSender()
            let access = MailAccess(
                sender: mails, from: try #require(MailAddress("lessons@example.com")),
                staff: MailAddress("office@example.com"),
                links: BookingLinks(origin: "https://lessons.example.com", secret: Secret("one")))
            let outbox = DeliverOutbox(
                database: bench.database, access, clock: bench.clock, log: Log(to: LogSink { _ in }))
            #expect(try await outbox.run(limit: 10) == (1, 0))
            #expect(mails.mails.map(\.id) == ["a2"])
            let sender = TestHookSender()
            #expect(try await bench.delivery(by: sender).run(limit: 10) == (1, 0))
            #expect(sender.ids == ["msg_a1"])
        }
    }

    @Test("a slow receiver is posted to by eight at once, and a run ends after its time")
    func lanes() async throws {
        try await HookBench.play { bench in
            for number in 0..<20 { try await bench.owe(id: "a\(number)") }
            let gate = Gate()
            let waiting = Lock((now: 0, most: 0))
            let sender = TestHookSender { _ in
                let isFull = waiting.withLock { waiting in
                    waiting.now += 1
                    waiting.most = max(waiting.most, waiting.now)
                    return waiting.now == 8
                }
                // The eighth, without which the others wait for ever, takes the time of a whole run.
                if isFull {
                    bench.pass(seconds: DeliverHooks.runSecondsMax)
                    gate.open()
                }
                await gate.wait()
                waiting.withLock { $0.now -= 1 }
            }
            let delivery = bench.delivery(by: sender)
            #expect(try await delivery.run(limit: 100) == (8, 0))
            #expect(waiting.withLock { $0.most } == 8)
            #expect(try await delivery.run(limit: 100) == (12, 0))
            #expect(Set(sender.ids).count == 20)
        }
    }

    // MARK: What fails

    @Test(
        "one that fails is tried again after five seconds, then up to twice as long each time, up to an hour",
        arguments: [false, true])
    func backoff(isLongest: Bool) async throws {
        try await HookBench.play { bench in
            try await bench.owe()
            let longest: [Int64] = [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
            let shortest: [Int64] = [5, 5, 10, 20, 40, 80, 160, 320, 640, 1280, 1800, 1800]
            let answers: [HookAnswer] = [
                .status(500), .status(302), .status(404), .status(429), .none("reset"), .status(199),
            ]
            let sender = TestHookSender(answering: answers + answers)
            let delivery = bench.delivery(by: sender)
            for (attempt, full) in longest.enumerated() {
                // From half of it to the whole, in milliseconds.
                bench.chance.withLock { $0 = isLongest ? UInt64(full * 500) : 0 }
                let delay = isLongest ? full : shortest[attempt]
                #expect(try await delivery.run(limit: 10) == (0, 1))
                let row = try await bench.row()
                #expect(row.dueAt == bench.now.withLock { $0 } + delay)
                #expect(row.attempts == Int64(attempt) + 1)
                bench.pass(seconds: delay - 1)
                #expect(try await delivery.run(limit: 10) == (0, 0))
                bench.pass(seconds: 1)
            }
            #expect(try await delivery.run(limit: 10) == (1, 0))
            #expect(Set(sender.ids) == ["msg_a1"])
            #expect(bench.lines.count == longest.count)
            #expect(bench.lines.allSatisfy { $0.contains("\"webhook_put_off\"") })
            #expect(bench.lines.first?.contains("\"error\":\"answered 500\"") == true)
        }
    }

    @Test("each try says the same, whatever became of the payment meanwhile; only its time is another")
    func sameBody() async throws {
        try await HookBench.play { bench in
            try await bench.owe("payment.authorized")
            let sender = TestHookSender(answering: [.status(503)])
            let delivery = bench.delivery(by: sender)
            #expect(try await delivery.run(limit: 10) == (0, 1))
            let id = bench.payment.id
            try await bench.database.transaction { tx in
                try await tx.run(
                    "UPDATE payments SET status = 'captured', captured_amount = 5 WHERE id = $1",
                    [.integer(id)]
                )
            }
            bench.pass(seconds: 60)
            #expect(try await delivery.run(limit: 10) == (1, 0))
            #expect(sender.bodies.first?.contains(#""status":"authorized","amount":100.99,"#) == true)
            #expect(Set(sender.bodies).count == 1)
            #expect(Set(sender.ids).count == 1)
            #expect(sender.hooks.map(\.timestamp) == [HookBench.start, HookBench.start + 60])
        }
    }

    @Test("after three days of errors it is given up, and a line of the log and the count say so")
    func givenUp() async throws {
        try await HookBench.play { bench in
            try await bench.owe()
            let sender = TestHookSender(answering: Array(repeating: .status(500), count: 400))
            let delivery = bench.delivery(by: sender)
            while try await delivery.run(limit: 10).failed == 1 {
                let due = try await bench.row().dueAt
                bench.now.withLock { $0 = max($0, due) }
            }
            let passed = bench.now.withLock { $0 } - HookBench.start
            #expect((3 * 86_400 - 3600...3 * 86_400).contains(passed))
            #expect((80...160).contains(sender.hooks.count))
            #expect(try await bench.row().isGivenUp)
            #expect(bench.lines.filter { $0.contains("\"webhook_given_up\"") }.count == 1)
            #expect(bench.lines.last?.contains("\"level\":\"error\"") == true)
            #expect(bench.outcomes.entries.filter { $0 == .givenUp }.count == 1)
            #expect(bench.outcomes.entries.count == sender.hooks.count)
        }
    }

    @Test("a receiver that says it is gone hears no more of it")
    func gone() async throws {
        try await HookBench.play { bench in
            try await bench.owe()
            let sender = TestHookSender(answering: [.status(410)])
            let delivery = bench.delivery(by: sender)
            #expect(try await delivery.run(limit: 10) == (0, 1))
            bench.pass(seconds: 86_400)
            #expect(try await delivery.run(limit: 10) == (0, 0))
            #expect(try await bench.row().isGivenUp)
            let line = try #require(bench.lines.first)
            #expect(line.contains("\"webhook_given_up\"") && line.contains("answered 410"))
            #expect(line.contains("\"webhook\":\"msg_a1\"") && line.contains("\"attempts\":1"))
        }
    }

    @Test("what is no event of a service's payment is given up; the others go")
    func impossible() async throws {
        try await HookBench.play { bench in
            let id = try await bench.database.transaction { tx in
                try await tx.insertPayment(
                    studentID: nil, kind: .service, amount: 1, currency: .usd, customer: nil, card: nil,
                    now: HookBench.start
                ).id
            }
            try await bench.owe(id: "a1")
            try await bench.owe("payment.unheard_of", id: "a2")
            try await bench.owe(id: "a3", amount: nil)
            try await bench.owe(id: "a4", payment: id)
            let sender = TestHookSender()
            #expect(try await bench.delivery(by: sender).run(limit: 10) == (1, 3))
            #expect(sender.ids == ["msg_a1"])
        }
    }

    // MARK: Nobody to tell

    @Test(
        "without a receiver what is owed is closed without a word, but not what somebody is posting just now")
    func nobody() async throws {
        try await HookBench.play { bench in
            try await bench.owe()
            let nobody = bench.delivery(by: nil)
            let elsewhere = TestHookSender { _ in
                let counts = try? await nobody.run(limit: 10)
                #expect(counts?.sent == 0 && counts?.failed == 0)
            }
            #expect(try await bench.delivery(by: elsewhere).run(limit: 10) == (1, 0))
            #expect(try await bench.row().isSent)
            try await bench.database.transaction { tx in try await tx.run("DELETE FROM outbox", []) }

            try await bench.owe()
            #expect(try await nobody.run(limit: 10) == (0, 0))
            let row = try await bench.row()
            #expect(row.isGivenUp && row.error == "no WEBHOOK_URL is set")
            let isOwed = try await bench.database.read { tx in
                try await tx.hasOutbox(.hook, due: bench.clock.nowSeconds)
            }
            #expect(!isOwed)
            #expect(bench.lines.isEmpty)
            #expect(bench.outcomes.entries == [.delivered])
        }
    }

    @Test("neither a name, an address nor a sum reaches the log, whatever happens")
    func privacy() async throws {
        try await HookBench.play { bench in
            for (index, type) in ServiceEventType.allCases.enumerated() {
                try await bench.owe(type.rawValue, id: "x\(index)")
            }
            let sender = TestHookSender(answering: [.none("reset"), .status(500), .status(410)])
            #expect(try await bench.delivery(by: sender).run(limit: 100) == (2, 3))
            #expect(bench.lines.count == 3)
            for line in bench.lines {
                for word in ["ada", "Clara", "@", "100.99", "10099", "pay_"] {
                    #expect(!line.contains(word), "\(line)")
                }
            }
        }
    }
}

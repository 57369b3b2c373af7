// What the outbox owes is delivered: once as a rule, at least once in any case, and not for ever.
import Basics
import PaymentRules
import Store
import TestSupport
import Testing

@testable import Payments

@Suite("Delivery of the outbox", .timeLimit(.minutes(5)))
struct DeliverOutboxTests {
    @Test("a mail that is owed is sent once, with the lesson's facts in it")
    func once() async throws {
        let bench = try await MailBench()
        try await bench.owe()
        let sender = TestSender()
        let delivery = try bench.delivery(by: sender)
        #expect(try await delivery.run(limit: 10) == (1, 0))
        #expect(try await delivery.run(limit: 10) == (0, 0))
        let mail = try #require(sender.mails.first)
        #expect(sender.mails.count == 1)
        #expect(mail.to == MailAddress(name: "Ada Lovelace", address: "ada@example.org"))
        #expect(mail.subject == "Your lesson is reserved!")
        let text = String(decoding: mail.message, as: UTF8.self)
        for part in [
            "Message-ID: <a1@example.com>", "Time: 9:00 PM to 10:00 PM (Europe/Berlin, UTC+01:00)",
            "Instructor: Clara Schumann", "Reserved amount: $96.00", "up to 6 hours before your lesson.",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(try await bench.row().isSent)
        let kept = try #require(
            try await bench.database.read { tx in try await tx.mails(ofFacts: ["a1"]) }.first)
        let words = mail.text.dropLast().replacing(#/: https:.*/#) { _ in " (a link)" }
        #expect(kept.sent == SentMail(to: "ada@example.org", text: String(words)))
        #expect(mail.text.contains("https:") && kept.sent?.text.contains("https:") == false)
    }

    @Test("no more than the limit, the longest due first; the rest the next time")
    func limit() async throws {
        let bench = try await MailBench()
        for id in ["a1", "a2", "a3"] {
            try await bench.owe(id: id)
            bench.pass(seconds: 1)
        }
        let sender = TestSender()
        let delivery = try bench.delivery(by: sender)
        #expect(try await delivery.run(limit: 2) == (2, 0))
        #expect(try await delivery.run(limit: 2) == (1, 0))
        #expect(sender.mails.map(\.id) == ["a1", "a2", "a3"])
    }

    @Test("where each mail takes long, a run ends after its time, and the next one goes on")
    func slow() async throws {
        let bench = try await MailBench()
        for id in ["a1", "a2", "a3", "a4"] { try await bench.owe(id: id) }
        let sender = TestSender(onSend: { bench.pass(seconds: DeliverOutbox.runSecondsMax / 2) })
        let delivery = try bench.delivery(by: sender)
        #expect(try await delivery.run(limit: 10) == (2, 0))
        #expect(try await delivery.run(limit: 10) == (2, 0))
        #expect(sender.mails.count == 4)
    }

    @Test("one that fails is tried again after a minute, then two, up to an hour; the same mail each time")
    func backoff() async throws {
        let bench = try await MailBench()
        try await bench.owe()
        let sender = TestSender(failing: Array(repeating: .later("the server is down"), count: 9))
        let delivery = try bench.delivery(by: sender)
        for (attempt, delay) in [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600].enumerated() {
            #expect(try await delivery.run(limit: 10) == (0, 1))
            let row = try await bench.row()
            #expect(row.dueAt == bench.now.withLock { $0 } + Int64(delay))
            #expect(row.attempts == Int64(attempt) + 1)
            #expect(row.error == "the server is down")
            bench.pass(seconds: Int64(delay) - 1)
            #expect(try await delivery.run(limit: 10) == (0, 0))
            bench.pass(seconds: 1)
        }
        #expect(try await delivery.run(limit: 10) == (1, 0))
        #expect(Set(sender.mails.map(\.message)).count == 1)
        #expect(bench.lines.allSatisfy { $0.contains("\"mail_put_off\"") })
    }

    @Test("after three days it is given up, and a line of the log says so")
    func givenUp() async throws {
        let bench = try await MailBench()
        try await bench.owe()
        let sender = TestSender(failing: Array(repeating: .later("the server is down"), count: 200))
        let delivery = try bench.delivery(by: sender)
        let start = bench.now.withLock { $0 }
        while try await delivery.run(limit: 10).failed == 1 {
            let due = try await bench.row().dueAt
            bench.now.withLock { $0 = max($0, due) }
        }
        #expect((70...100).contains(sender.mails.count))
        #expect(bench.now.withLock { $0 } - start <= 3 * 86_400)
        #expect(bench.now.withLock { $0 } - start > 3 * 86_400 - 3700)
        #expect(try await bench.row().isGivenUp)
        #expect(bench.lines.filter { $0.contains("\"mail_given_up\"") }.count == 1)
    }

    @Test("what is refused for good is given up at once")
    func refused() async throws {
        let bench = try await MailBench()
        try await bench.owe()
        let sender = TestSender(failing: [.never("RCPT failed: 550")])
        let delivery = try bench.delivery(by: sender)
        #expect(try await delivery.run(limit: 10) == (0, 1))
        bench.pass(seconds: 86_400)
        #expect(try await delivery.run(limit: 10) == (0, 0))
        let line = try #require(bench.lines.first)
        #expect(line.contains("\"mail_given_up\"") && line.contains("RCPT failed: 550"))
    }

    @Test("an address that is none, or a mail that nobody knows, is given up; the others go")
    func impossible() async throws {
        let bench = try await MailBench(email: "ada@example.org\r\nBcc: eve@example.com")
        try await bench.owe(id: "a1")
        try await bench.owe("unheard_of", id: "a2")
        try await bench.owe(to: "instructor", id: "a3")
        try await bench.owe(to: "nobody", id: "a4")
        let sender = TestSender()
        #expect(try await bench.delivery(by: sender).run(limit: 10) == (1, 3))
        #expect(sender.mails.map(\.to.address) == ["clara@example.org"])
    }

    @Test("cut off between sending and ticking off: sent again when the lease has ended, as the same mail")
    func crash() async throws {
        let bench = try await MailBench()
        try await bench.owe()
        let sender = TestSender()
        let database = bench.database
        let now = bench.now.withLock { $0 }
        // Somebody took it, sent it, and was never heard of again.
        let taken = try await database.transaction { tx in
            try await tx.leaseOutbox(.mail, due: now, leaseUntil: now + DeliverOutbox.leaseSeconds)
        }
        let leased = try #require(taken)
        let delivery = try bench.delivery(by: sender)
        bench.pass(seconds: DeliverOutbox.leaseSeconds)
        #expect(try await delivery.run(limit: 10) == (0, 0))
        bench.pass(seconds: 1)
        #expect(try await delivery.run(limit: 10) == (1, 0))
        #expect(sender.mails.map(\.id) == ["a1"])
        // The one who was away does not undo it.
        let isMarked = try await database.transaction { tx in
            try await tx.markSent(leased, as: nil, now: now)
        }
        #expect(!isMarked)
    }

    @Test("while one is sending a mail, nobody else takes it")
    func lease() async throws {
        let bench = try await MailBench()
        try await bench.owe()
        let other = TestSender()
        let sender = SlowSender(
            meanwhile: try bench.delivery(by: other),
            onSend: { bench.pass(seconds: DeliverOutbox.leaseSeconds) })
        #expect(try await bench.delivery(by: sender).run(limit: 10) == (1, 0))
        #expect(sender.sentMeanwhile.entries == [0])
        #expect(other.mails.isEmpty)
    }

    @Test("staff are written to; without an address the log tells")
    func staff() async throws {
        let bench = try await MailBench()
        try await bench.owe("staff_needed", to: "staff")
        let sender = TestSender()
        #expect(try await bench.delivery(by: sender).run(limit: 10) == (1, 0))
        #expect(sender.mails.isEmpty)
        let line = try #require(bench.lines.first)
        #expect(line.contains("\"staff_needed\"") && line.contains("\"payment\":\(bench.payment.id)"))
        try await bench.owe("staff_needed", to: "staff", id: "a2")
        let office = MailAddress(address: "office@example.com")
        #expect(try await bench.delivery(by: sender, staff: office).run(limit: 10) == (1, 0))
        #expect(sender.mails.map(\.subject) == ["Payment \(bench.payment.id) needs a person"])
        #expect(sender.mails.map(\.to) == [office])
    }

    @Test("neither a name nor an address reaches the log, whatever happens")
    func privacy() async throws {
        let bench = try await MailBench()
        for (index, template) in MailTemplate.allCases.enumerated() {
            try await bench.owe(template.rawValue, id: "a\(index)")
        }
        try await bench.owe("staff_needed", to: "staff", id: "b1")
        let sender = TestSender(failing: [.later("down"), .never("no"), .later("down")])
        #expect(try await bench.delivery(by: sender).run(limit: 100).failed == 3)
        #expect(bench.lines.count == 4)
        for line in bench.lines {
            for word in ["Ada", "ada", "Clara", "@", "96"] { #expect(!line.contains(word), "\(line)") }
        }
    }
}

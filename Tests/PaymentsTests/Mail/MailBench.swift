// Beside the tests of mails: a house with one lesson, what it owes, and a sender that does as it is told.
import Basics
import PaymentRules
import Store
import TestSupport
import Testing

@testable import Payments

/// Fails as it was told, then takes everything.
final class TestSender: MailSender {
    private let failures: Lock<[MailFailure]>
    private let taken = Record<OutgoingMail>()
    private let onSend: @Sendable () -> Void

    init(failing failures: [MailFailure] = [], onSend: @escaping @Sendable () -> Void = {}) {
        self.onSend = onSend
        self.failures = Lock(failures)
    }

    /// Also those that failed.
    var mails: [OutgoingMail] { taken.entries }

    func send(_ mail: OutgoingMail) async throws(MailFailure) {
        taken.add(mail)
        onSend()
        let failure = failures.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        if let failure { throw failure }
    }
}

/// Lets another delivery have its turn while it sends.
final class SlowSender: MailSender {
    let sentMeanwhile = Record<Int>()
    private let meanwhile: DeliverOutbox
    private let onSend: @Sendable () -> Void

    init(meanwhile: DeliverOutbox, onSend: @escaping @Sendable () -> Void) {
        self.meanwhile = meanwhile
        self.onSend = onSend
    }

    func send(_ mail: OutgoingMail) async throws(MailFailure) {
        onSend()
        if let run = try? await meanwhile.run(limit: 10) { sentMeanwhile.add(run.sent) }
    }
}

struct MailBench {
    let database: SQLiteDatabase
    let booking: Booking
    let payment: Payment
    let now = Lock<Int64>(1_795_000_000)
    private let logged = Record<String>()
    private let sink: LogSink

    init(name: String = "Ada Lovelace", email: String = "ada@example.org") async throws {
        sink = LogSink { [logged] in logged.add(String(decoding: $0, as: UTF8.self)) }
        database = try SQLiteDatabase.inMemory()
        let start = now.withLock { $0 }
        _ = try await Migrator(clock: WallClock { start * 1000 }).migrate(database)
        (booking, payment) = try await database.transaction { tx in
            let policy = try Policy(json: BuiltInPolicy.sixHours.json)
            try await tx.keepPolicy(
                hash: policy.hash, name: policy.name,
                document: String(decoding: policy.canonicalJSON, as: UTF8.self),
                now: start)
            let student = try await tx.insertStudent(
                name: name, email: email, timeZone: "Europe/Berlin", subject: nil, customer: nil, now: start)
            let instructor = try await tx.insertInstructor(
                name: "Clara Schumann", email: "clara@example.org", timeZone: "UTC", subject: nil, now: start)
            let payment = try await tx.insertPayment(
                studentID: student.id, kind: .lesson, amount: 9600, currency: .usd,
                customer: CustomerID("cus_1"), card: nil, now: start)
            let booking = try await tx.insert(
                NewBooking(
                    studentID: student.id, instructorID: instructor.id, startsAt: 1_795_291_200,
                    endsAt: 1_795_294_800, description: "Piano", amount: 9600, currency: .usd,
                    policyHash: policy.hash, paymentID: payment.id, packageID: nil,
                    standing: PaymentStanding(payment)),
                now: start)
            return (booking, payment)
        }
    }

    func owe(_ template: String = "reserved", to recipient: String = "student", id: String = "a1")
        async throws
    {
        let time = now.withLock { $0 }
        try await database.transaction { [booking, payment] tx in
            try await tx.owe(
                template, to: recipient, fact: id, booking: booking.id, payment: payment.id, amount: 9600,
                messageID: id, now: time)
        }
    }

    func delivery(by sender: any MailSender, staff: MailAddress? = nil) throws -> DeliverOutbox {
        let access = MailAccess(
            sender: sender, from: try #require(MailAddress("Lessons <lessons@example.com>")), staff: staff,
            links: BookingLinks(origin: "https://lessons.example.com", secret: Secret("one")))
        let clock = WallClock { [now] in now.withLock { $0 } * 1000 }
        return DeliverOutbox(database: database, access, clock: clock, log: Log(to: sink, clock: clock))
    }

    /// Of the log.
    var lines: [String] {
        sink.flush()
        return logged.entries.joined().split(separator: "\n").map(String.init)
    }

    func pass(seconds: Int64) {
        now.withLock { $0 += seconds }
    }

    /// Of the only mail.
    func row() async throws -> (isSent: Bool, isGivenUp: Bool, dueAt: Int64, attempts: Int64, error: String?)
    {
        try await database.read { tx in
            let row = try #require(try await tx.run("SELECT * FROM outbox", []).first)
            return (
                try row.integer(orNull: "sent_at") != nil, try row.integer(orNull: "gave_up_at") != nil,
                try row.integer("due_at"), try row.integer("attempts"), try row.text(orNull: "last_error")
            )
        }
    }
}

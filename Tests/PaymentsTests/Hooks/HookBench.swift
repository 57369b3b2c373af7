// Beside the tests of webhooks to services: a house with one service's payment, what it owes, and a scripted receiver.
import Basics
import PaymentRules
import Store
import TestSupport
import Testing

@testable import Payments

/// Answers as it was told, then takes everything.
final class TestHookSender: HookSender {
    private let answers: Lock<[HookAnswer]>
    private let taken = Record<OutgoingHook>()
    private let onPost: @Sendable (OutgoingHook) async -> Void

    init(
        answering answers: [HookAnswer] = [],
        onPost: @escaping @Sendable (OutgoingHook) async -> Void = { _ in }
    ) {
        self.answers = Lock(answers)
        self.onPost = onPost
    }

    /// Also those that failed.
    var hooks: [OutgoingHook] { taken.entries }
    var ids: [String] { hooks.map(\.id) }
    var bodies: [String] { hooks.map { String(decoding: $0.body, as: UTF8.self) } }

    func post(_ hook: OutgoingHook) async -> HookAnswer {
        taken.add(hook)
        await onPost(hook)
        return answers.withLock { $0.isEmpty ? .status(200) : $0.removeFirst() }
    }
}

final class HookBench: Sendable {
    let database: any Database
    let payment: Payment
    let now = Lock<Int64>(start)
    /// What chance gives.
    let chance = Lock<UInt64>(0)
    let outcomes = Record<OutboxOutcome>()
    private let logged = Record<String>()
    private let sink: LogSink

    /// 2026-11-21T20:00:00Z
    static let start: Int64 = 1_795_291_200

    private init(_ database: any Database) async throws {
        self.database = database
        sink = LogSink { [logged] in logged.add(String(decoding: $0, as: UTF8.self)) }
        _ = try await Migrator(clock: WallClock { Self.start * 1000 }).migrate(database)
        payment = try await database.transaction { tx in
            let payment = try await tx.insertPayment(
                studentID: nil, kind: .service, amount: 10_099, currency: .usd, customer: nil, card: nil,
                now: Self.start)
            _ = try await tx.insertIfNew(
                ServicePayment(
                    paymentID: payment.id, name: "pay_123456789012345678901234", token: "pi_1",
                    email: "ada@example.org", description: "Call with Clara"))
            return payment
        }
    }

    static func play(
        on engine: SceneEngine = .sqlite, _ test: @escaping @Sendable (HookBench) async throws -> Void
    ) async throws {
        try await engine.withDatabase { database in try await test(try await HookBench(database)) }
    }

    func owe(
        _ type: String = "payment.captured", to recipient: String = OutboxChannel.service,
        id: String = "a1", amount: Int64? = 10_099, payment: Int64? = nil
    ) async throws {
        let (time, payment) = (now.withLock { $0 }, payment ?? self.payment.id)
        try await database.transaction { tx in
            try await tx.owe(
                type, to: recipient, fact: id, booking: nil, payment: payment, amount: amount,
                messageID: id, now: time)
        }
    }

    var clock: WallClock { WallClock { [now] in now.withLock { $0 } * 1000 } }

    /// - Parameter life: of the process that delivers; nil is for ever.
    func delivery(by sender: (any HookSender)?, life: SceneLife? = nil) -> DeliverHooks {
        let random = RandomBytes { [chance] bytes in
            bytes.storeBytes(of: chance.withLock { $0 }, as: UInt64.self)
        }
        return DeliverHooks(
            database: life.map { MortalDatabase(base: database, life: $0) } ?? database, sender: sender,
            clock: clock, random: random, log: Log(to: sink, clock: clock),
            observe: { [outcomes] in outcomes.add($0) })
    }

    /// Of the log.
    var lines: [String] {
        sink.flush()
        return logged.entries.joined().split(separator: "\n").map(String.init)
    }

    func pass(seconds: Int64) {
        now.withLock { $0 += seconds }
    }

    struct Row {
        let isSent: Bool
        let isGivenUp: Bool
        let dueAt: Int64
        let attempts: Int64
        let error: String?
    }

    /// Of the only webhook.
    func row() async throws -> Row {
        try await database.read { tx in
            let row = try #require(try await tx.run("SELECT * FROM outbox", []).first)
            return Row(
                isSent: try row.integer(orNull: "sent_at") != nil,
                isGivenUp: try row.integer(orNull: "gave_up_at") != nil, dueAt: try row.integer("due_at"),
                attempts: try row.integer("attempts"), error: try row.text(orNull: "last_error"))
        }
    }
}

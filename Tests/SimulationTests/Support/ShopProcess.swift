// In a simulated run: one process of the shop, which may end between any two steps.
import Basics
import StripeClient

@testable import Payments
@testable import Store

/// What a process that is gone meets wherever it turns.
struct ProcessGone: Error {}

final class ShopProcess: @unchecked Sendable {
    // Safe: a simulation has one thread.
    let name: String
    private(set) var isAlive = true
    let time: SimulatedTime
    private let dice: Dice
    /// Of a thousand steps, how many end it.
    var crashesPerThousand = 0
    /// Of a thousand transactions, how many the database refuses.
    var refusalsPerThousand = 0
    /// Told once, when it ends.
    var onCrash: () -> Void = {}
    /// When each job ran last.
    var lastRuns: [JobName: Int64] = [:]

    init(_ name: String, time: SimulatedTime, dice: Dice) {
        self.name = name
        self.time = time
        self.dice = dice
    }

    func crash() {
        guard isAlive else { return }
        isAlive = false
        onCrash()
    }

    /// A moment in which others may go first, or the process ends.
    func pause() async throws {
        guard isAlive else { throw ProcessGone() }
        await time.turn()
        if isAlive, crashesPerThousand > 0, dice.below(1000) < crashesPerThousand { crash() }
        guard isAlive else { throw ProcessGone() }
    }

    func refuseAtTimes() throws {
        if refusalsPerThousand > 0, dice.below(1000) < refusalsPerThousand {
            throw StoreFailure.unavailable("simulated")
        }
    }
}

/// The shop's one database, as a process reaches it.
struct ProcessDatabase: Database {
    let base: SQLiteDatabase
    let process: ShopProcess
    /// Told of each commit.
    let onCommit: @Sendable () -> Void

    var dialect: SQLDialect { base.dialect }

    func transaction<Value: Sendable>(
        _ body: nonisolated(nonsending) @escaping @Sendable (any Transaction) async throws -> Value
    ) async throws -> Value {
        try await process.pause()
        try process.refuseAtTimes()
        let value = try await base.transaction(body)
        onCommit()
        try await process.pause()
        return value
    }

    func read<Value: Sendable>(
        _ body: nonisolated(nonsending) @escaping @Sendable (any Transaction) async throws -> Value
    ) async throws -> Value {
        try await process.pause()
        let value = try await base.read(body)
        try await process.pause()
        return value
    }
}

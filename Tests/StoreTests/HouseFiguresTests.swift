// What is watched over all that is kept, on both engines.
import Basics
import PaymentRules
import Reactor
import Store
import Testing

@Suite("figures over the house", .serialized, .timeLimit(.minutes(5)))
struct HouseFiguresTests {
    @Test(
        "open holds, and a ledger that does not add up, also when two currencies would hide it",
        arguments: Engine.available)
    func drift(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            _ = try await Migrator(clock: WallClock { 0 }).migrate(database)
            #expect(try await Self.figures(database).ledgerDrift == 0)
            #expect(try await Self.figures(database).nextHoldEndsAt == nil)
            try await database.transaction { tx in
                for (status, end) in [("authorized", 900), ("authorized", 700), ("released", 100)] {
                    try await tx.run(
                        """
                        INSERT INTO payments (kind, amount, currency, status, authorization_expires_at,
                            created_at, updated_at) VALUES ('lesson', 500, 'usd', $1, $2, 0, 0)
                        """, .text(status), .integer(Int64(end)))
                }
                try await tx.run(
                    """
                    INSERT INTO payment_events (payment_id, event_type, cause, created_at)
                        SELECT MIN(id), 'authorized', 'test', 0 FROM payments
                    """)
                for (amount, currency) in [(500, "usd"), (-500, "eur")] {
                    try await tx.run(
                        """
                        INSERT INTO ledger_entries (payment_event_id, payment_id, account, amount, currency,
                            created_at) SELECT id, payment_id, 'cards_held', $1, $2, 0 FROM payment_events
                        """, .integer(Int64(amount)), .text(currency))
                }
            }
            #expect(
                try await Self.figures(database)
                    == HouseFigures(
                        holdsOpen: 2, nextHoldEndsAt: 700, oldestMailAt: nil, oldestHookAt: nil,
                        ledgerDrift: 1000))
        }
    }

    private static func figures(_ database: any Database) async throws -> HouseFigures {
        try await database.read { tx in try await tx.houseFigures() }
    }
}

// Beside every request's way: whether what is kept can be had, for whoever asks if the house is well.
internal import Basics
package import PaymentRules
package import Reactor
internal import Store

/// Questions about the house as a whole, for one loop.
package struct HouseHealth: Sendable {
    let database: any Database
    let clock: WallClock

    /// Changes of the tables that this program needs and the database lacks; to ask is to reach it.
    package func pendingMigrations() async throws(BookingFailure) -> [String] {
        try await storing { try await Migrator(clock: clock).pending(database) }
    }

    /// What is watched over all that is kept.
    package func figures() async throws(BookingFailure) -> HouseFigures {
        try await storing { try await database.read { tx in try await tx.houseFigures() } }
    }
}

extension BackOffice {
    /// For callers on that loop.
    package func health(on loop: EventLoop) -> HouseHealth {
        HouseHealth(database: databases.database(on: loop), clock: desk.clock)
    }
}

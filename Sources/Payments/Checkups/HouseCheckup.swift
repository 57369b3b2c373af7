// Beside every request's way: whether the database is as the server needs it, looked at and left as it is.
package import Basics
package import PaymentRules
package import Reactor
internal import Store

package struct HouseCheckup: Sendable {
    package enum Standing: Sendable {
        /// A start makes it.
        case missing
        case free
        /// A server has it.
        case inUse
        /// Of PostgreSQL; nobody has it for themselves.
        case server(version: String)
    }

    package let standing: Standing
    private let office: BackOffice
    private let database: any Database

    /// - Returns: nil where nothing is kept, or nothing is there yet.
    package static func standing(
        of place: BackOfficeSettings.Place
    ) throws(BookingFailure) -> Standing? {
        guard case .folder(let path) = place else { return nil }
        do throws(StoreFailure) {
            return switch try SQLiteStanding(folder: path) {
            case .missing: .missing
            case .free: .free
            case .inUse: .inUse
            }
        } catch {
            throw BookingFailure(error)
        }
    }

    /// A database that is there.
    package static func look(
        _ settings: BackOfficeSettings, on loop: EventLoop, clock: WallClock
    ) async throws(BookingFailure) -> HouseCheckup {
        try await storing {
            let known = try standing(of: settings.place)
            let databases = try DatabaseHouse(lookingAt: try DatabaseLocation(settings.place))
            let database = databases.database(on: loop)
            let standing: Standing
            if let known {
                standing = known
            } else {
                let version = try await database.read { tx in try await tx.serverVersion() }
                standing = .server(version: version)
            }
            // Nothing is signed by a look.
            let desk = BookingDesk(settings, linkSecret: Secret(""), clock: clock, random: .system)
            return HouseCheckup(
                standing: standing, office: BackOffice(databases: databases, desk: desk), database: database)
        }
    }

    package func close() async { await office.close() }

    /// Changes of the tables that are still to be made; a start makes them.
    ///
    /// - Throws: when a start would refuse the database.
    package func outstandingMigrations() async throws(BookingFailure) -> [String] {
        try await storing { try await Migrator(clock: office.desk.clock).outstanding(database) }
    }

    /// What the engine finds wrong with the file; nil when nothing, and for a server, which looks after itself.
    package func damage() async throws(BookingFailure) -> String? {
        if case .server = standing { return nil }
        return try await storing { try await database.read { tx in try await tx.damage() } }
    }

    /// The Stripe account that the database belongs to; nil until it was learned.
    package func account() async throws(BookingFailure) -> String? {
        try await storing { try await database.read { tx in try await tx.houseAccount() } }
    }

    package func jobStandings() async throws(BookingFailure) -> [JobStanding] {
        try await storing { try await database.read { tx in try await tx.jobStandings() } }
    }

    /// Holds that end within a day and that no job will renew or capture before, the first to end first.
    package func holdsLeftToEnd(
        _ link: StripeLink, on loop: EventLoop, isLive: Bool
    ) async throws(BookingFailure) -> [PlannedMove] {
        let jobs = office.jobs(
            link, on: loop, isLive: isLive, deliverMails: { _ in (0, 0) }, deliverHooks: { _ in (0, 0) })
        return try await storing { try await jobs.holdsLeftToEnd() }
    }
}

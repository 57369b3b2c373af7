// Under every booking: what they are made by, whatever loop they are made on.
package import Basics
internal import PaymentRules
package import Store
package import StripeClient

/// The rules, the secret, the time and the chance that all bookings of a process share.
package struct BookingDesk: Sendable {
    let settings: BackOfficeSettings
    let linkSecret: Secret
    let clock: WallClock
    let random: RandomBytes
    /// This process, among those that share the database.
    let owner: String
    private let policy: KeptPolicy

    package init(_ settings: BackOfficeSettings, linkSecret: Secret, clock: WallClock, random: RandomBytes) {
        self.settings = settings
        self.linkSecret = linkSecret
        self.clock = clock
        self.random = random
        owner = random.hex(byteCount: 8)
        policy = KeptPolicy(settings.policy)
    }

    package func bookings(_ database: any Database, _ stripe: StripeClient) -> Bookings {
        Bookings(
            database: database, stripe: stripe, movements: movements(database, stripe), clock: clock,
            random: random, policy: policy, timing: timing, linkSecret: linkSecret)
    }

    package func servicePayments(_ database: any Database, _ stripe: StripeClient) -> ServicePayments {
        ServicePayments(
            database: database, stripe: stripe, movements: movements(database, stripe), clock: clock,
            random: random)
    }

    package func intake(_ database: any Database, _ stripe: StripeClient, isLive: Bool) -> EventIntake {
        EventIntake(
            database: database,
            effect: EventEffect(stripe: stripe, movements: movements(database, stripe)), clock: clock,
            isLive: isLive)
    }

    package func marketplace(
        _ settings: MarketplaceSettings, _ database: any Database, _ stripe: StripeClient
    ) -> Marketplace {
        Marketplace(
            database: database, stripe: stripe, movements: movements(database, stripe), settings: settings,
            clock: clock, random: random)
    }

    package func rateLimits(_ database: any Database) -> RateLimits {
        RateLimits(database: database, clock: clock)
    }

    package func jobs(
        _ database: any Database, _ stripe: StripeClient, isLive: Bool,
        deliverMails: @escaping Jobs.Delivering, deliverHooks: @escaping Jobs.Delivering
    ) -> Jobs {
        Jobs(
            database: database, stripe: stripe, movements: movements(database, stripe),
            intake: intake(database, stripe, isLive: isLive), timing: timing, policy: settings.policy,
            expiringHolds: settings.expiringHolds, clock: clock, random: random, owner: owner,
            deliverMails: deliverMails, deliverHooks: deliverHooks)
    }

    private func movements(_ database: any Database, _ stripe: StripeClient) -> Movements {
        Movements(
            database: database, stripe: stripe, clock: clock, random: random, owner: owner,
            leaseSeconds: settings.stripeDeadlineSeconds + Self.leaseMarginSeconds)
    }

    private var timing: HoldTiming {
        HoldTiming(leadSeconds: (settings.policy.holdLeadDays ?? settings.holdLeadDays) * 86_400)
    }

    /// A lease outlives the call it is for: time to write down the outcome, and for clocks that differ.
    private static let leaseMarginSeconds: Int64 = 60
}

// MARK: Before the first request

extension BookingDesk {
    /// Brings the tables up to date and asks whose the database is.
    ///
    /// - Returns: what signs the house's links.
    package static func prepare(
        _ database: any Database, _ stripe: StripeClient?, _ clock: WallClock, _ random: RandomBytes
    ) async throws -> Secret {
        _ = try await Migrator(clock: clock).migrate(database)
        let house = try await database.transaction { tx in
            try await tx.house(newSecret: random.hex(byteCount: 32), now: clock.nowSeconds)
        }
        if let stripe { try await claim(house, database, stripe) }
        return house.linkSecret
    }

    /// Bookings of one Stripe account make no sense to another's key.
    private static func claim(
        _ house: House, _ database: any Database, _ stripe: StripeClient
    ) async throws {
        let account: String
        do throws(StripeFailure) {
            account = try await stripe.retrieveAccount(deadline: stripe.deadline()).object.id
        } catch {
            // A restricted key may not ask, and Stripe may be away: that is no reason to keep the shop shut.
            return
        }
        let isOurs = try await database.transaction { tx in try await tx.claimHouse(forAccount: account) }
        guard isOurs else {
            throw BackOfficeFailure(
                description: """
                    The database belongs to the Stripe account \(house.stripeAccount ?? "of another key"), and \
                    STRIPE_SECRET_KEY to \(account). Use the key of the former, or another DATA_DIR or DATABASE_URL.
                    """)
        }
    }
}

// Before the first request: what all loops share of the bookings' side, opened and checked.
package import Basics
package import PaymentRules
package import Reactor
internal import Store
internal import StripeClient

/// What the server's owner decides about bookings.
package struct BackOfficeSettings: Sendable {
    package enum Place: Sendable {
        /// Nothing outlives the process: the sandbox, whose Stripe does not either.
        case memory
        /// SQLite in this folder.
        case folder(String)
        /// PostgreSQL at this address.
        case server(Secret)
    }

    package var place: Place
    package var policy: Policy
    /// Where the policy says nothing of its own.
    package var holdLeadDays: Int64
    package var expiringHolds: ExpiringHoldsMode
    /// What one request may spend on Stripe in all.
    package var stripeDeadlineSeconds: Int64

    package init(
        place: Place, policy: Policy, holdLeadDays: Int64, expiringHolds: ExpiringHoldsMode,
        stripeDeadlineSeconds: Int64
    ) {
        self.place = place
        self.policy = policy
        self.holdLeadDays = holdLeadDays
        self.expiringHolds = expiringHolds
        self.stripeDeadlineSeconds = stripeDeadlineSeconds
    }
}

/// The database and what every loop needs of it.
package struct BackOffice: Sendable {
    let databases: DatabaseHouse
    let desk: BookingDesk

    /// Opens the database, brings its tables up to date and asks whose it is.
    ///
    /// - Parameter stripe: on the same loop; nil asks Stripe nothing.
    package static func open(
        _ settings: BackOfficeSettings, on loop: EventLoop, stripe: StripeLink?, clock: WallClock,
        random: RandomBytes = .system
    ) async throws(BackOfficeFailure) -> BackOffice {
        do {
            let databases = try DatabaseHouse(try DatabaseLocation(settings.place))
            do {
                let secret = try await withTaskExecutorPreference(loop) { @concurrent in
                    try await BookingDesk.prepare(databases.database(on: loop), stripe?.client, clock, random)
                }
                return BackOffice(
                    databases: databases,
                    desk: BookingDesk(settings, linkSecret: secret, clock: clock, random: random))
            } catch {
                await databases.close()
                throw error as any Error
            }
        } catch let failure as BackOfficeFailure {
            throw failure
        } catch let failure as StoreFailure {
            let reason = BookingFailure(failure).logText
            throw BackOfficeFailure(description: "The database cannot be opened: \(reason)")
        } catch {
            throw BackOfficeFailure(description: "The database cannot be opened: \(error)")
        }
    }

    /// The loops still run then.
    package func close() async {
        await databases.close()
    }
}

package struct BackOfficeFailure: Error, CustomStringConvertible {
    package let description: String
}

extension DatabaseLocation {
    init(_ place: BackOfficeSettings.Place) throws(StoreFailure) {
        switch place {
        case .memory: self = .memory
        case .folder(let path): self = .folder(path)
        case .server(let url): try self.init(url: url)
        }
    }
}

// MARK: A loop's own

extension BackOffice {
    /// For requests of the link's loop.
    package func bookings(_ stripe: StripeLink, on loop: EventLoop) -> Bookings {
        desk.bookings(databases.database(on: loop), stripe.client)
    }

    /// For requests of other services on the link's loop.
    package func servicePayments(_ stripe: StripeLink, on loop: EventLoop) -> ServicePayments {
        desk.servicePayments(databases.database(on: loop), stripe.client)
    }

    /// For gigs that are offered and paid for on the link's loop.
    package func marketplace(
        _ settings: MarketplaceSettings, _ stripe: StripeLink, on loop: EventLoop
    ) -> Marketplace {
        desk.marketplace(settings, databases.database(on: loop), stripe.client)
    }

    /// For requests of that loop.
    package func rateLimits(on loop: EventLoop) -> RateLimits {
        desk.rateLimits(databases.database(on: loop))
    }

    /// The lesson routes of the link's loop, which leave the bookings' money alone.
    package func lessons(_ stripe: StripeLink, on loop: EventLoop) -> LessonPayments {
        LessonPayments(stripe: stripe.client, database: databases.database(on: loop))
    }

    /// For events that reach the link's loop.
    ///
    /// - Parameter isLive: of the secret key.
    package func webhooks(
        _ stripe: StripeLink, on loop: EventLoop, secrets: [Secret], isLive: Bool
    ) -> Webhooks {
        let intake = desk.intake(databases.database(on: loop), stripe.client, isLive: isLive)
        return Webhooks(intake, secrets: secrets, clock: desk.clock)
    }

    /// To be run on the link's loop.
    package func jobs(
        _ stripe: StripeLink, on loop: EventLoop, isLive: Bool,
        deliverMails: @escaping Jobs.Delivering, deliverHooks: @escaping Jobs.Delivering
    ) -> Jobs {
        desk.jobs(
            databases.database(on: loop), stripe.client, isLive: isLive, deliverMails: deliverMails,
            deliverHooks: deliverHooks)
    }

    /// The books compared with Stripe's, on the link's loop.
    package func verification(
        _ stripe: StripeLink, on loop: EventLoop, pacer: ReadPacer
    ) -> VerifyLedger {
        VerifyLedger(
            database: databases.database(on: loop), stripe: stripe.client,
            reports: Reports(stripe, on: loop, pacer: pacer))
    }
}

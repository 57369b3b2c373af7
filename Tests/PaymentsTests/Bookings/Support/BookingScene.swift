// Beside the tests of bookings: a shop on an empty database, beside a Stripe in memory.
import Basics
import PaymentRules
import Reactor
import Store
import StripeClient
import StripeStub
import Testing

@testable import Payments

/// What a scene begins with; each test changes what it is about.
struct SceneSettings: Sendable {
    var policy = BuiltInPolicy.sixHours
    var expiringHolds = ExpiringHoldsMode.capture
    var holdLeadDays: Int64 = 3
    /// Whether a move of money may be left open in the end.
    var leavesOpen = false
}

/// One process of the shop: what it is made of is thrown away when it is killed.
struct SceneProcess: Sendable {
    let bookings: Bookings
    let services: ServicePayments
    let market: Marketplace
    let jobs: Jobs
    let intake: EventIntake
    let webhooks: Webhooks
    let life: SceneLife
}

/// A student, an instructor and the time, and everything that happens between them.
final class BookingScene: Sendable {
    let database: any Database
    let stripe: SceneStripe
    let version: String
    let settings: SceneSettings
    let secret: Secret
    let student: Student
    let instructor: Instructor
    /// The process that tests talk to unless they say another.
    let shop: SceneProcess

    static let price = Money(minorUnits: 9600, currency: .usd)
    static let hour: Int64 = 3600
    static let day: Int64 = 24 * 3600
    static let stripeDeadlineSeconds: Int64 = 30

    private init(
        _ database: any Database, _ stripe: SceneStripe, _ version: String, _ settings: SceneSettings
    ) async throws {
        self.database = database
        self.stripe = stripe
        self.version = version
        self.settings = settings
        secret = try await BookingDesk.prepare(database, nil, stripe.clock, .system)
        shop = try Self.process(database, stripe, version, settings, secret)
        student = try await shop.bookings.addStudent(
            NewPerson(name: "Ada", email: "ada@example.com", timeZone: "UTC", subject: nil, customer: nil))
        instructor = try await shop.bookings.addInstructor(
            NewPerson(name: "Clara", email: "clara@example.com", timeZone: "UTC", subject: nil, customer: nil)
        )
        saveCard("visa")
    }

    /// Plays the test, and looks at the books when it is over.
    static func play(
        _ ground: SceneGround, _ settings: SceneSettings = SceneSettings(),
        _ test: @escaping @Sendable (BookingScene) async throws -> Void
    ) async throws {
        try await ground.engine.withDatabase { database in
            let scene = try await BookingScene(
                database, SceneStripe(version: ground.version), ground.version, settings)
            try await test(scene)
            try await scene.checkBooks()
        }
    }

    // MARK: Processes

    /// Another process of the same shop.
    ///
    /// - Parameter clock: nil goes right.
    func process(steps: Int? = nil, clock: WallClock? = nil) throws -> SceneProcess {
        try Self.process(database, stripe, version, settings, secret, steps: steps, clock: clock)
    }

    private static func process(
        _ database: any Database, _ stripe: SceneStripe, _ version: String, _ settings: SceneSettings,
        _ secret: Secret, steps: Int? = nil, clock: WallClock? = nil
    ) throws -> SceneProcess {
        let clock = clock ?? stripe.clock
        let life = SceneLife(steps: steps)
        let database = MortalDatabase(base: database, life: life)
        var client = StripeClientSettings(
            secretKey: Secret("sk_test_scene"), apiVersion: version,
            deadlineMilliseconds: Int(stripeDeadlineSeconds) * 1000)
        client.retryBaseMilliseconds = 10
        let link = StripeClient(
            settings: client, transport: MortalTransport(base: stripe, life: life), waiter: SceneWaiter())
        let desk = BookingDesk(
            BackOfficeSettings(
                place: .memory, policy: try Policy(json: settings.policy.json),
                holdLeadDays: settings.holdLeadDays, expiringHolds: settings.expiringHolds,
                stripeDeadlineSeconds: stripeDeadlineSeconds),
            linkSecret: secret, clock: clock, random: .system)
        let intake = desk.intake(database, link, isLive: false)
        return SceneProcess(
            bookings: desk.bookings(database, link),
            services: desk.servicePayments(database, link),
            market: desk.marketplace(
                MarketplaceSettings(
                    fee: try #require(PlatformFee(basisPoints: 1000)), confirmSeconds: 2 * day, isTest: true),
                database, link),
            jobs: desk.jobs(
                database, link, isLive: false, deliverMails: { _ in (0, 0) }, deliverHooks: { _ in (0, 0) }),
            intake: intake,
            webhooks: Webhooks(intake, secrets: [Secret("whsec_scene")], clock: clock), life: life)
    }

    // MARK: Time and cards

    var now: Int64 { stripe.now }

    /// The newest card is the one that is used.
    func saveCard(_ name: String) {
        // Stripe's lists go by the second.
        stripe.pass(1)
        if let customer = student.customer {
            stripe.withStub { $0.saveCard("pm_card_\(name)", on: customer.text) }
        }
    }

    /// A card that goes by its number alone.
    func saveNumber(_ number: String) {
        stripe.pass(1)
        let form =
            "type=card&card[number]=\(number)&card[exp_month]=12&card[exp_year]=2040&card[cvc]=123"
        guard let customer = student.customer,
            let method = try? stripe.dashboard("payment_methods", form)["id"]?.string
        else { return }
        _ = try? stripe.dashboard("payment_methods/\(method)/attach", "customer=\(customer.text)")
    }

    func pass(days: Int64 = 0, hours: Int64 = 0, seconds: Int64 = 0) {
        stripe.pass(days * Self.day + hours * Self.hour + seconds)
    }
}

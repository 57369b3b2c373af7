// Beside the tests of the marketplace: a teacher who can be paid, two students, and a Stripe in memory.
import Basics
import PaymentRules
import Store
import StripeClient
import StripeStub
import Testing

@testable import Payments

final class MarketScene: Sendable {
    let database: any Database
    let stripe: SceneStripe
    /// Under a key of test mode.
    let market: Marketplace
    let ada: Student
    let bob: Student
    let clara: Instructor

    static let account = "acct_Clara"
    /// Of an account that may not send card numbers, which most may not.
    static let version = SceneGround.versions[1]

    private init(_ database: any Database, takesNumbers: Bool) async throws {
        self.database = database
        stripe = try SceneStripe(version: Self.version)
        stripe.withStub { stub in
            stub = Stub(StubSettings(acceptsRawCards: takesNumbers))
            stub.addReadyAccount(Self.account, email: "clara@example.com")
        }
        _ = try await BookingDesk.prepare(database, nil, stripe.clock, .system)
        market = try Self.market(database, stripe, isTest: true)
        let now = stripe.now
        (ada, bob, clara) = try await database.transaction { tx in
            let ada = try await tx.insertStudent(
                name: "Ada", email: "ada@example.com", timeZone: "UTC", subject: nil, customer: nil, now: now)
            let bob = try await tx.insertStudent(
                name: "Bob", email: "bob@example.com", timeZone: "UTC", subject: nil, customer: nil, now: now)
            let clara = try await tx.insertInstructor(
                name: "Clara", email: "clara@example.com", timeZone: "UTC", subject: nil, now: now)
            let account = try #require(AccountID(Self.account))
            _ = try await tx.insertIfNew(
                TeacherAccount(instructorID: clara.id, account: account, canBePaid: true), now: now)
            return (ada, bob, clara)
        }
    }

    /// - Parameter takesNumbers: whether Stripe takes card numbers from the account, which it does of few.
    static func play(
        _ engine: SceneEngine, takesNumbers: Bool = false,
        _ test: @escaping @Sendable (MarketScene) async throws -> Void
    ) async throws {
        try await engine.withDatabase { database in
            try await test(try await MarketScene(database, takesNumbers: takesNumbers))
        }
    }

    /// Another process of the same house.
    func market(isTest: Bool) throws -> Marketplace { try Self.market(database, stripe, isTest: isTest) }

    private static func market(
        _ database: any Database, _ stripe: SceneStripe, isTest: Bool
    ) throws -> Marketplace {
        var client = StripeClientSettings(
            secretKey: Secret("sk_test_scene"), apiVersion: version, deadlineMilliseconds: 30_000)
        client.retryBaseMilliseconds = 10
        let desk = BookingDesk(
            BackOfficeSettings(
                place: .memory, policy: try Policy(json: BuiltInPolicy.sixHours.json), holdLeadDays: 3,
                expiringHolds: .capture, stripeDeadlineSeconds: 30),
            linkSecret: Secret("scene"), clock: stripe.clock, random: .system)
        return desk.marketplace(
            MarketplaceSettings(
                fee: try #require(PlatformFee(basisPoints: 1000)), confirmSeconds: 86_400, isTest: isTest),
            database, StripeClient(settings: client, transport: stripe, waiter: SceneWaiter()))
    }
}

// MARK: Cards

extension MarketScene {
    static let visa = "4242424242424242"

    func details(
        _ number: String = visa, expMonth: Int = 12, expYear: Int = 2040
    ) throws -> CardSource {
        .details(
            CardDetails(
                number: try #require(CardNumber(number)), expMonth: expMonth, expYear: expYear,
                code: CardCode("123"), holderName: "Ada Lovelace"))
    }

    /// A card that a browser gave to Stripe.
    func method(_ name: String = "visa") throws -> PaymentMethodID {
        let made = try stripe.dashboard("payment_methods", "type=card&card[token]=tok_\(name)")
        return try #require(made["id"]?.string.flatMap(PaymentMethodID.init))
    }

    func customer(of student: Student) async throws -> CustomerID? {
        try await database.read { tx in try await tx.student(student.id)?.customer }
    }

    /// At Stripe, of the student's customer; the newest first.
    func attached(to student: Student) async throws -> [String] {
        guard let customer = try await customer(of: student) else { return [] }
        let list = try stripe.dashboard(
            "payment_methods", "customer=\(customer)&type=card&limit=100", method: "GET")
        return (list["data"]?.elements ?? []).compactMap { $0["id"]?.string }
    }
}

// MARK: Payments

extension MarketScene {
    func gig(_ amount: Int64 = 5000, seats: Int64? = nil) async throws -> Gig {
        try await market.addGig(
            NewGig(
                instructor: clara.id, title: "Scales", description: nil, amount: amount, isActive: true,
                seats: seats))
    }

    /// A gig that Ada has paid for.
    ///
    /// - Returns: the payment's id.
    func paid(_ amount: Int64 = 5000, by card: String = "bypassPending") async throws -> Int64 {
        let order = GigOrder(
            gig: try await gig(amount).id, card: .new(.method(try method(card)), saves: false))
        let answer = try await market.processPayment(order, of: ada.id, request())
        let id = try #require(Int64(answer.body))
        try #require(answer.status == 200)
        return id
    }

    func identity(_ key: String? = nil, hash: String = "the same") -> RequestIdentity {
        RequestIdentity(caller: "staff", key: key, requestHash: hash)
    }

    func request(viewer: BookingViewer = .everyone) -> GigRequest {
        GigRequest(identity(), viewer: viewer) {
            KeptAnswer(status: $0.result == .done ? 200 : 409, body: "\($0.payment.id)")
        }
    }

    func payment(_ id: Int64) async throws -> Payment {
        try #require(try await database.read { tx in try await tx.payment(id) })
    }

    func booking(ofPayment id: Int64) async throws -> GigBooking {
        try #require(try await database.read { tx in try await tx.gigBooking(ofPayment: id) })
    }

    func refundedAtStripe(_ id: Int64) async throws -> Int64 {
        let intent = try #require(try await payment(id).intent)
        return try #require(stripe.books.intents[intent.text]).amountRefunded
    }

    /// Requests of the one kind that reached Stripe.
    func posts(_ part: String) -> Int { stripe.posts.count { $0.contains(part) } }

    /// At the account's Dashboard.
    func refundAtDashboard(_ payment: Int64, _ amount: Int64) async throws {
        let intent = try #require(try await self.payment(payment).intent)
        try stripe.dashboard("refunds", "payment_intent=\(intent)&amount=\(amount)")
        _ = try await market.movements.sync(intent: intent, reason: "told")
    }
}

// MARK: Refunds

/// What a decision came to.
struct DecisionTold: Sendable, Equatable {
    let status: String
    let result: String

    init(_ kept: KeptAnswer) throws {
        let parts = kept.body.split(separator: " ").map(String.init)
        try #require(parts.count == 2, "\(kept.body)")
        (status, result) = (parts[0], parts[1])
    }

    init(status: String, result: String) {
        self.status = status
        self.result = result
    }

    static func render(_ decided: DecidedRefund) -> KeptAnswer {
        let result =
            switch decided.result {
            case .done: "done"
            case .underWay: "underWay"
            case .refused(let refusal): refusal.code
            }
        return KeptAnswer(status: 200, body: "\(decided.request.status) \(result)")
    }
}

extension MarketScene {
    func ask(
        _ payment: Int64, _ amount: Int64? = nil, for viewer: BookingViewer? = nil
    ) async throws -> RefundRequest {
        try await market.requestRefund(
            payment: payment, amount: amount, reason: "Moved away", for: viewer ?? .student(ada.id))
    }

    @discardableResult
    func decide(
        _ id: Int64, approves: Bool = true, _ amount: Int64? = nil, key: String? = nil
    ) async throws -> DecisionTold {
        try DecisionTold(
            try await market.decide(
                RefundDecision(approves: approves, amount: amount, notes: "ok", by: "staff:eve"), on: id,
                identity(key), render: DecisionTold.render))
    }
}

func expectNotFound(
    _ what: String, _ location: SourceLocation = #_sourceLocation, _ body: () async throws -> some Any
) async {
    do {
        let value = try await body()
        Issue.record("found: \(value)", sourceLocation: location)
    } catch BookingFailure.notFound(what) {
    } catch {
        Issue.record("\(error)", sourceLocation: location)
    }
}

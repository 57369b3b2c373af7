// Beside the tests of gigs' money: a gig that is booked, answered and given back, and ways to look.
import Basics
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

/// What a request about a booked gig came to.
struct GigTold: Sendable, Equatable {
    let payment: Int64
    let booking: GigBookingStatus
    let status: PaymentStatus
    /// `done`, `underWay`, or the code of the refusal.
    let result: String

    init(_ kept: KeptAnswer) throws {
        let parts = kept.body.split(separator: " ").map(String.init)
        try #require(parts.count == 4, "\(kept.body)")
        payment = try #require(Int64(parts[0]))
        booking = try #require(GigBookingStatus(rawValue: parts[1]))
        status = try #require(PaymentStatus(rawValue: parts[2]))
        result = parts[3]
    }

    static func render(_ answer: GigAnswer) -> KeptAnswer {
        let result =
            switch answer.result {
            case .done: "done"
            case .underWay: "underWay"
            case .refused(let refusal): refusal.code
            }
        let words = [
            "\(answer.payment.id)", answer.booking.status.rawValue, answer.payment.status.rawValue, result,
        ]
        return KeptAnswer(status: 200, body: words.joined(separator: " "))
    }
}

extension BookingScene {
    static let teacherAccount = "acct_Clara"
    /// Cards whose money is on the balance at once, so that a payout can take it.
    static let gigPrice: Int64 = 5000

    /// The instructor of the scene can be paid.
    static func playGigs(
        _ ground: SceneGround, _ test: @escaping @Sendable (BookingScene) async throws -> Void
    ) async throws {
        try await play(ground) { scene in
            try await scene.openTeacherAccount()
            try await test(scene)
        }
    }

    private func openTeacherAccount() async throws {
        stripe.withStub { $0.addReadyAccount(Self.teacherAccount, email: "clara@example.com") }
        let account = try #require(AccountID(Self.teacherAccount))
        let teacher = TeacherAccount(instructorID: instructor.id, account: account, canBePaid: true)
        let now = now
        _ = try await database.transaction { tx in try await tx.insertIfNew(teacher, now: now) }
    }

    func gig(_ amount: Int64 = gigPrice, seats: Int64? = nil) async throws -> Gig {
        try await shop.market.addGig(
            NewGig(
                instructor: instructor.id, title: "Scales", description: nil, amount: amount, isActive: true,
                seats: seats))
    }

    func gigRequest(_ key: String? = nil) -> GigRequest {
        GigRequest(
            RequestIdentity(caller: "ada", key: key, requestHash: "the same"), viewer: .everyone,
            render: GigTold.render)
    }

    /// - Parameter card: a method of Stripe's by its well-known name.
    @discardableResult
    func pay(
        _ gig: Gig, card: String = "visa", at process: SceneProcess? = nil, key: String? = nil
    ) async throws -> GigTold {
        let method = try #require(PaymentMethodID("pm_card_\(card)"))
        let order = GigOrder(gig: gig.id, card: .new(.method(method), saves: false))
        return try GigTold(
            try await (process ?? shop).market.processPayment(order, of: student.id, gigRequest(key)))
    }

    @discardableResult
    func act(
        _ action: GigAction, _ payment: Int64, at process: SceneProcess? = nil, key: String? = nil
    ) async throws -> GigTold {
        let booking = try await gigBooking(payment).id
        return try GigTold(
            try await (process ?? shop).market.act(action, on: booking, gigRequest(key)))
    }

    /// The student asks for it, and the house agrees.
    @discardableResult
    func giveBack(_ amount: Int64?, of payment: Int64) async throws -> MovementResult {
        let request = try await shop.market.requestRefund(
            payment: payment, amount: amount, reason: "ill", for: .everyone)
        return try await approve(request.id)
    }

    @discardableResult
    func approve(_ request: Int64) async throws -> MovementResult {
        let results = Lock<[MovementResult]>([])
        _ = try await shop.market.decide(
            RefundDecision(approves: true, amount: nil, notes: nil, by: "staff"), on: request,
            RequestIdentity(caller: "staff", key: nil, requestHash: "")
        ) { decided in
            results.withLock { $0.append(decided.result) }
            return KeptAnswer(status: 200, body: "")
        }
        return try #require(results.withLock { $0.last })
    }

    func gigBooking(_ payment: Int64) async throws -> GigBooking {
        try #require(try await database.read { tx in try await tx.gigBooking(ofPayment: payment) })
    }

    func gigPayment(_ id: Int64) async throws -> Payment {
        try #require(try await database.read { tx in try await tx.payment(id) })
    }

    func openRequest(_ payment: Int64) async throws -> RefundRequest? {
        try await database.read { tx in
            try await tx.refundRequests(RefundRequestFilter(), after: nil, limit: 10)
                .first { $0.paymentID == payment }
        }
    }

    func events(ofPayment id: Int64) async throws -> [PaymentEventType] {
        try await database.read { tx in try await tx.events(ofPayment: id) }.map(\.type)
    }

    /// The ledger says of teachers and house what is in their accounts at Stripe, to the cent.
    ///
    /// - Parameter paidOut: what the teacher took out of theirs.
    func expectLedgerIsStripes(paidOut: Int64 = 0, _ note: Comment? = nil) async throws {
        let (platform, teacher) = stripe.withStub {
            ($0.platformBalance, $0.balance(of: Self.teacherAccount) ?? 0)
        }
        #expect(try await balance(.stripeBalance) == platform, note)
        #expect(try await balance(.teacherBalances) == teacher + paidOut, note)
    }
}

// Tests of teachers' accounts at Stripe: made once, and shown what Stripe says of them.
import Basics
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

@Suite("Teachers' accounts", .timeLimit(.minutes(5)))
struct TeachersTests {
    @Test(
        "a new teacher gets an account and a page of Stripe's, a fresh one each time",
        arguments: SceneEngine.available)
    func new(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let teacher = try await scene.newTeacher()
            let first = try await scene.onboard(teacher)
            let second = try await scene.onboard(teacher)
            #expect(first.account.account == second.account.account)
            #expect(!first.account.canBePaid && first.account.instructorID == teacher)
            let urls = [first.url, second.url].compactMap { $0 }
            #expect(Set(urls).count == 2)
            #expect(scene.posts("/v1/accounts") == 1)
        }
    }

    @Test("several who ask at once get one account", arguments: SceneEngine.available)
    func atOnce(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let teacher = try await scene.newTeacher()
            let accounts = try await withThrowingTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask { try await scene.onboard(teacher).account.account }
                }
                return try await group.reduce(into: Set<AccountID>()) { $0.insert($1) }
            }
            #expect(accounts.count == 1)
            let kept = try await scene.database.read { tx in
                try await tx.teacherAccount(ofInstructor: teacher)
            }
            #expect(kept?.account == accounts.first)
        }
    }

    @Test(
        "whom Stripe pays needs no page; whom it pays no more gets one again",
        arguments: SceneEngine.available)
    func paid(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            for isRestricted in [false, true, false] {
                scene.stripe.withStub { stub in
                    _ =
                        isRestricted
                        ? stub.restrictAccount(MarketScene.account, now: SceneStripe.start)
                        : stub.restoreAccount(MarketScene.account, now: SceneStripe.start)
                }
                let told = try await scene.onboard(scene.clara.id)
                #expect(told.account.canBePaid == !isRestricted)
                #expect((told.url == nil) == !isRestricted)
                let kept = try await scene.database.read { tx in
                    try await tx.teacherAccount(ofInstructor: scene.clara.id)
                }
                #expect(kept == told.account)
            }
        }
    }

    @Test("another's account is answered like none", arguments: SceneEngine.available)
    func anothers(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let teacher = scene.clara.id
            for viewer in [BookingViewer.instructor(teacher + 1), .student(teacher)] {
                await expectNotFound("teacher") { try await scene.onboard(teacher, for: viewer) }
            }
            await expectNotFound("teacher") { try await scene.onboard(teacher + 1) }
            _ = try await scene.onboard(teacher, for: .instructor(teacher))
        }
    }

    @Test("a fault that Stripe keeps stands in nobody's way", arguments: SceneEngine.available)
    func fault(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let teacher = try await scene.newTeacher()
            scene.stripe.strike(.failsBefore, at: "/accounts")
            #expect(try await scene.onboard(teacher).url != nil)
        }
    }
}

extension MarketScene {
    fileprivate func newTeacher() async throws -> Int64 {
        try await database.transaction { [stripe] tx in
            try await tx.insertInstructor(
                name: "Franz", email: "franz@example.com", timeZone: "UTC", subject: nil, now: stripe.now
            ).id
        }
    }

    @discardableResult
    fileprivate func onboard(
        _ teacher: Int64, for viewer: BookingViewer = .everyone
    ) async throws -> TeacherOnboarding {
        try await market.onboard(
            teacher: teacher, for: viewer, returnURL: "https://example.com/done",
            refreshURL: "https://example.com/again")
    }
}

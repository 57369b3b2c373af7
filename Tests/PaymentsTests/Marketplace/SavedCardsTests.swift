// Tests of saved cards: each is saved once, for one customer, and goes when it is removed.
import Basics
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

@Suite("Saved cards", .timeLimit(.minutes(5)))
struct SavedCardsTests {
    @Test(
        "a card that is saved again is the one it was, and Stripe has it once",
        arguments: SceneEngine.available)
    func again(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let first = try await scene.market.addCard(try scene.details(), saves: true, of: scene.ada.id)
            let second = try await scene.market.addCard(try scene.details(), saves: true, of: scene.ada.id)
            #expect(second == first)
            #expect(try await scene.market.savedCards(of: scene.ada.id).map(\.method) == [first.method])
            #expect(try await scene.attached(to: scene.ada) == [first.method.text])
        }
    }

    @Test(
        "a card that its bank prolonged takes the place of the one it was", arguments: SceneEngine.available)
    func prolonged(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let old = try await scene.market.addCard(try scene.details(), saves: true, of: scene.ada.id)
            let before = try #require(try await scene.market.savedCards(of: scene.ada.id).first)
            let new = try await scene.market.addCard(
                try scene.details(expYear: 2044), saves: true, of: scene.ada.id)
            #expect(new.method != old.method)
            let cards = try await scene.market.savedCards(of: scene.ada.id)
            #expect(cards.map(\.method) == [new.method])
            #expect(cards.map(\.id) == [before.id] && cards.map(\.expYear) == [2044])
            #expect(try await scene.attached(to: scene.ada) == [new.method.text])
        }
    }

    @Test("two who save one card at once save it once", arguments: SceneEngine.available)
    func atOnce(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let source = try scene.details()
            let added = try await withThrowingTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await scene.market.addCard(source, saves: true, of: scene.ada.id)
                    }
                }
                return try await group.reduce(into: [AddedCard]()) { $0.append($1) }
            }
            let cards = try await scene.market.savedCards(of: scene.ada.id)
            #expect(cards.count == 1)
            #expect(added.allSatisfy { $0.method == cards.first?.method })
            #expect(try await scene.attached(to: scene.ada) == cards.map(\.method.text))
            #expect(scene.stripe.books.customerCount == 1)
        }
    }

    @Test("a customer is made once, also when one answer is lost and another a fault that Stripe keeps")
    func customer() async throws {
        for fault in [SceneStripe.Fault.lostAfter, .failsBefore] {
            try await MarketScene.play(.sqlite) { scene in
                scene.stripe.strike(fault, at: "/customers")
                _ = try await scene.market.addCard(try scene.details(), saves: true, of: scene.ada.id)
                let customer = try await scene.customer(of: scene.ada)
                #expect(customer != nil)
                _ = try await scene.market.addCard(
                    try scene.details("5555555555554444"), saves: true, of: scene.ada.id)
                #expect(try await scene.customer(of: scene.ada) == customer)
                #expect(scene.stripe.books.customerCount == 1)
            }
        }
    }

    @Test(
        "of two who need a customer at once both get the same, whether Stripe makes one or two",
        arguments: SceneEngine.available, [true, false])
    func customerAtOnce(_ engine: SceneEngine, _ isKeyUsable: Bool) async throws {
        try await MarketScene.play(engine) { scene in
            let (visa, master) = (try scene.details(), try scene.details("5555555555554444"))
            let pause = scene.stripe.pause(at: "/customers")
            async let late = scene.market.addCard(visa, saves: true, of: scene.ada.id)
            await pause.reached()
            if !isKeyUsable { scene.stripe.strike(.failsBefore, at: "/customers") }
            let early = try await scene.market.addCard(master, saves: true, of: scene.ada.id)
            let customer = try await scene.customer(of: scene.ada)
            pause.release()
            let methods = Set([early.method.text, try await late.method.text])
            #expect(try await scene.customer(of: scene.ada) == customer)
            #expect(Set(try await scene.attached(to: scene.ada)) == methods)
            #expect(scene.stripe.books.customerCount == (isKeyUsable ? 1 : 2))
        }
    }

    @Test(
        "two students have customers of their own, and the same card each", arguments: SceneEngine.available)
    func twoStudents(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            for student in [scene.ada, scene.bob] {
                _ = try await scene.market.addCard(try scene.details(), saves: true, of: student.id)
                #expect(try await scene.market.savedCards(of: student.id).count == 1)
            }
            #expect(scene.stripe.books.customerCount == 2)
        }
    }

    @Test(
        "a removed card is gone here and at Stripe; another's and none are not found",
        arguments: SceneEngine.available)
    func removed(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let kept = try await scene.market.addCard(
                try scene.details("5555555555554444"), saves: true, of: scene.ada.id)
            _ = try await scene.market.addCard(try scene.details(), saves: true, of: scene.ada.id)
            let id = try #require(try await scene.market.savedCards(of: scene.ada.id).first).id
            await expectNotFound("payment method") {
                try await scene.market.removeCard(id, of: scene.bob.id)
            }
            try await scene.market.removeCard(id, of: scene.ada.id)
            #expect(try await scene.market.savedCards(of: scene.ada.id).map(\.method) == [kept.method])
            #expect(try await scene.attached(to: scene.ada) == [kept.method.text])
            await expectNotFound("payment method") {
                try await scene.market.removeCard(id, of: scene.ada.id)
            }
        }
    }

    @Test("a card that was detached at Stripe already can be removed", arguments: SceneEngine.available)
    func detached(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let added = try await scene.market.addCard(try scene.details(), saves: true, of: scene.ada.id)
            try scene.stripe.dashboard("payment_methods/\(added.method)/detach")
            let id = try #require(try await scene.market.savedCards(of: scene.ada.id).first).id
            try await scene.market.removeCard(id, of: scene.ada.id)
            #expect(try await scene.market.savedCards(of: scene.ada.id).isEmpty)
        }
    }

    @Test("a card that Stripe would not let go of stays", arguments: SceneEngine.available)
    func notDetached(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            _ = try await scene.market.addCard(try scene.details(), saves: true, of: scene.ada.id)
            let id = try #require(try await scene.market.savedCards(of: scene.ada.id).first).id
            scene.stripe.strike(.limited, at: "/detach")
            await #expect(throws: BookingFailure.self) {
                try await scene.market.removeCard(id, of: scene.ada.id)
            }
            #expect(try await scene.market.savedCards(of: scene.ada.id).count == 1)
        }
    }

    @Test("an order's card is the student's own saved one, or a new one", arguments: SceneEngine.available)
    func ordered(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let added = try await scene.market.addCard(try scene.details(), saves: true, of: scene.ada.id)
            let customer = try await scene.customer(of: scene.ada)
            let saved = try await scene.market.card(.saved(added.method), of: scene.ada.id)
            #expect(saved.method == added.method && saved.customer == customer)
            #expect(saved.isSavedBefore && !saved.isSavedNow)
            let other = try #require(PaymentMethodID("pm_other"))
            for (method, student) in [(added.method, scene.bob), (other, scene.ada)] {
                await expectInvalid("saved_payment_method_id", "resource_missing") {
                    try await scene.market.card(.saved(method), of: student.id)
                }
            }
            let new = try await scene.market.card(
                .new(try scene.details("5555555555554444"), saves: true), of: scene.ada.id)
            #expect(new.customer == customer && !new.isSavedBefore && new.isSavedNow)
            let loose = try await scene.market.card(.new(try scene.details(), saves: false), of: scene.ada.id)
            #expect(loose.customer == nil && !loose.isSavedBefore && !loose.isSavedNow)
            // One that is attached can only be charged with its customer.
            let own = try await scene.market.card(
                .new(.method(added.method), saves: false), of: scene.ada.id)
            #expect(own.customer == customer && !own.isSavedNow)
        }
    }
}

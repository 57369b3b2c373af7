// Tests of the cards that students add: where they come from, and what is kept of them.
import Basics
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

@Suite("Cards of students", .timeLimit(.minutes(5)))
struct AddCardTests {
    @Test(
        "with a test key a published number is saved as the card that stands for it, and shown as it was typed",
        arguments: SceneEngine.available,
        [("4242424242424242", "visa"), ("5555555555554444", "mastercard"), ("371449635398431", "amex")])
    func standIn(_ engine: SceneEngine, _ card: (number: String, brand: String)) async throws {
        try await MarketScene.play(engine) { scene in
            let source = try scene.details(card.number, expYear: 2025)
            let added = try await scene.market.addCard(source, saves: true, of: scene.ada.id)
            #expect(added.last4 == String(card.number.suffix(4)))
            #expect(added.brand == card.brand)
            #expect(added.isSaved)
            let saved = try #require(try await scene.market.savedCards(of: scene.ada.id).first)
            #expect(saved.method == added.method && saved.last4 == added.last4)
            #expect((saved.expMonth, saved.expYear) == (12, 2025))
            #expect(saved.createdAt == scene.stripe.now)
            #expect(try await scene.attached(to: scene.ada) == [added.method.text])
        }
    }

    @Test("a card that is not to be saved is attached to nobody", arguments: SceneEngine.available)
    func unsaved(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            for source in [try scene.details(), .method(try scene.method())] {
                let added = try await scene.market.addCard(source, saves: false, of: scene.ada.id)
                #expect(!added.isSaved && added.last4 == "4242" && added.brand == "visa")
            }
            #expect(try await scene.market.savedCards(of: scene.ada.id).isEmpty)
            #expect(try await scene.customer(of: scene.ada) == nil)
            #expect(scene.posts("/customers") == 0 && scene.posts("/attach") == 0)
        }
    }

    @Test("a card that a browser gave to Stripe is saved by its name", arguments: SceneEngine.available)
    func byName(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let method = try scene.method("mastercard")
            let added = try await scene.market.addCard(.method(method), saves: true, of: scene.ada.id)
            #expect(added.method == method && added.isSaved)
            // Once more changes nothing.
            let again = try await scene.market.addCard(.method(method), saves: true, of: scene.ada.id)
            #expect(again == added)
            #expect(try await scene.attached(to: scene.ada) == [method.text])
            #expect(try await scene.market.savedCards(of: scene.ada.id).count == 1)
        }
    }

    @Test("of a card that was typed, Stripe's own words are kept", arguments: SceneEngine.available)
    func typed(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine, takesNumbers: true) { scene in
            let live = try scene.market(isTest: false)
            let source = try scene.details(expMonth: 9, expYear: 31)
            let added = try await live.addCard(source, saves: true, of: scene.ada.id)
            let saved = try #require(try await scene.market.savedCards(of: scene.ada.id).first)
            #expect(saved.method == added.method)
            #expect((saved.expMonth, saved.expYear) == (9, 2031))
            #expect(saved.last4 == "4242" && !saved.fingerprint.isEmpty)
        }
    }

    @Test(
        "another student's payment method is answered as one that is not there",
        arguments: SceneEngine.available)
    func anothers(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let bobs = try await scene.market.addCard(
                .method(try scene.method()), saves: true, of: scene.bob.id)
            let none = try #require(PaymentMethodID("pm_nobodys"))
            // Also to one who is a customer of Stripe's already.
            for isKnown in [false, true] {
                if isKnown {
                    _ = try await scene.market.addCard(
                        .method(try scene.method("amex")), saves: true, of: scene.ada.id)
                }
                for saves in [true, false] {
                    var failures: [String] = []
                    for method in [bobs.method, none] {
                        do {
                            _ = try await scene.market.addCard(
                                .method(method), saves: saves, of: scene.ada.id)
                        } catch {
                            failures.append("\(error)")
                        }
                    }
                    try #require(failures.count == 2)
                    #expect(failures[0] == failures[1])
                    #expect(
                        failures[0].contains("payment_method") && failures[0].contains("resource_missing"))
                }
            }
            #expect(try await scene.attached(to: scene.bob) == [bobs.method.text])
        }
    }

    @Test(
        "a wrong number and an expired card are refused before Stripe is asked",
        arguments: SceneEngine.available)
    func refusedHere(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine, takesNumbers: true) { scene in
            let live = try scene.market(isTest: false)
            for saves in [true, false] {
                await expectInvalid("card_number", "card_declined") {
                    try await scene.market.addCard(
                        try scene.details("4242424242424241"), saves: saves, of: scene.ada.id)
                }
                // With a live key a published number is a number like any other.
                await expectInvalid("exp_year", "expired_card") {
                    try await live.addCard(
                        try scene.details(expYear: 2025), saves: saves, of: scene.ada.id)
                }
            }
            #expect(scene.stripe.requestCount == 0)
        }
    }

    @Test(
        "a number that Stripe takes from nobody is refused with what to send instead",
        arguments: SceneEngine.available)
    func rawCards(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let live = try scene.market(isTest: false)
            for saves in [true, false] {
                await expectInvalid("card_number", "raw_cards_disabled") {
                    try await live.addCard(try scene.details(), saves: saves, of: scene.ada.id)
                }
            }
        }
    }

    @Test(
        "a card that its bank refuses is not saved, and the bank's reason is told",
        arguments: SceneEngine.available,
        [
            ("4000000000000002", "generic_decline"), ("4000000000009995", "insufficient_funds"),
            ("4000000000009987", "lost_card"), ("4000000000009979", "stolen_card"),
        ])
    func declined(_ engine: SceneEngine, _ card: (number: String, reason: String)) async throws {
        try await MarketScene.play(engine) { scene in
            do {
                let source = try scene.details(card.number)
                _ = try await scene.market.addCard(source, saves: true, of: scene.ada.id)
                Issue.record("not declined")
            } catch BookingFailure.stripe(.refused(let refusal)) {
                #expect(refusal.isDecline)
                #expect(refusal.code == "card_declined")
                #expect(refusal.declineCode == card.reason)
            }
            #expect(try await scene.market.savedCards(of: scene.ada.id).isEmpty)
        }
    }

    @Test("nothing of a card shows in a failure, an answer or a print of what carries it")
    func redacted() async throws {
        let number = "4000002500003155"
        try await MarketScene.play(.sqlite) { scene in
            let live = try scene.market(isTest: false)
            let source = try scene.details(number)
            let order = GigOrder(gig: 1, card: .new(source, saves: true))
            var dumped = ""
            dump((source, order), to: &dumped)
            var texts = ["\(source) \(order)", String(reflecting: (source, order)), dumped]
            do {
                _ = try await live.addCard(source, saves: true, of: scene.ada.id)
                Issue.record("not refused")
            } catch let failure as BookingFailure {
                texts += ["\(failure)", String(reflecting: failure), failure.message, failure.logText]
            }
            for text in texts {
                #expect(!text.contains(number) && !text.contains("Lovelace"), "\(text)")
            }
        }
    }
}

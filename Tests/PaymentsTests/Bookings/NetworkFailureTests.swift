// Tests of moves of money over a wire that breaks.
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

@Suite("Network failure recovery", .timeLimit(.minutes(5)))
struct NetworkFailureTests {
    @Test(
        "10: network failure recovery: a move that broke once is made by the retry",
        arguments: SceneGround.all, SceneMove.allCases)
    func once(_ ground: SceneGround, _ move: SceneMove) async throws {
        try await BookingScene.play(ground, move.settings) { scene in
            for fault in [SceneStripe.Fault.lostBefore, .lostAfter, .garbage, .page, .locked] {
                let prepared = try await move.prepare(scene)
                scene.stripe.strike(fault, at: move.path)
                try await move.perform(scene, prepared, at: scene.shop)
                try await scene.expectMade(move, try await scene.newestBooking(), "\(fault)")
                try await scene.endNewest()
            }
        }
    }

    @Test(
        "10: network failure recovery: what became of a move is found out later",
        arguments: SceneGround.all, SceneMove.allCases)
    func later(_ ground: SceneGround, _ move: SceneMove) async throws {
        try await BookingScene.play(ground, move.settings) { scene in
            for fault in SceneStripe.Fault.allCases {
                let prepared = try await move.prepare(scene)
                scene.stripe.strike(fault, at: move.path, strikes: 3)
                try await move.perform(scene, prepared, at: scene.shop)
                scene.stripe.heal()
                // Beyond the day that Stripe keeps a key.
                for _ in 0..<28 where try await scene.hasOpenMove() {
                    scene.pass(hours: 1)
                    try await scene.run(.completeOperations)
                }
                try await scene.expectMade(move, try await scene.newestBooking(), "\(fault)")
                try await scene.endNewest()
            }
        }
    }

    @Test("a hold of unknown outcome is answered as under way, and the same request again brings its end")
    func sameAgain() async throws {
        try await BookingScene.play(SceneGround.all[0]) { scene in
            scene.stripe.strike(.lostAfter, at: "/payment_intents", strikes: 3)
            let first = try await scene.book(inHours: 48, key: "k")
            #expect(first.result == .underWay)
            #expect(try await scene.payment(ofBooking: first.booking).status == .pending)
            let second = try await scene.book(inHours: 48, key: "k")
            #expect(second.result == .done)
            #expect(second.booking == first.booking)
            #expect(scene.intentCount == 1)
        }
    }

    @Test("a time-out is no refusal: the capture is under way, and other bookings go on")
    func hangs() async throws {
        try await BookingScene.play(SceneGround.all[0]) { scene in
            let id = try await scene.book(inHours: 24).booking
            scene.stripe.strike(.timesOut, at: "/capture")
            #expect(try await scene.capture(id).result == .underWay)
            #expect(try await scene.payment(ofBooking: id).status == .authorized)
            #expect(try await scene.book(inHours: 26).result == .done)
            scene.pass(seconds: 61)
            try await scene.run(.completeOperations)
            #expect(try await scene.payment(ofBooking: id).status == .captured)
        }
    }

    @Test("a server error that Stripe replays is settled by the intent, not by a second capture")
    func replayed() async throws {
        try await BookingScene.play(SceneGround.all[0]) { scene in
            let id = try await scene.book(inHours: 24).booking
            scene.stripe.strike(.failsAfter, at: "/capture")
            #expect(try await scene.capture(id).result == .done)
            #expect(Set(scene.stripe.keys(of: "/capture")).count == 1)
        }
    }

    @Test(
        "a decline whose answer is lost for good is found, and its intent is canceled",
        arguments: SceneGround.each,
        ["chargeCustomerFail", "authenticationRequired"])
    func lostDecline(_ ground: SceneGround, _ card: String) async throws {
        try await BookingScene.play(ground) { scene in
            scene.saveCard(card)
            scene.stripe.strike(.failsAfter, at: "/payment_intents")
            let answer = try await scene.book(inHours: 48)
            #expect(answer.result == .refused)
            #expect(
                answer.code == (card == "chargeCustomerFail" ? "generic_decline" : "authentication_required"))
            let payment = try await scene.payment(ofBooking: answer.booking)
            #expect(payment.status == .failed)
            #expect(payment.holdDueAt == scene.now + 3600)
            #expect(scene.stripe.books.intents.values.map(\.status) == ["canceled"])
            try await scene.deliver()
        }
    }
}

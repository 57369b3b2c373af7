// Tests of other services' payments over a wire that breaks, in processes that are killed, beside a Stripe that hangs.
import Basics
import PaymentRules
import Store
import StripeClient
import StripeStub
import Testing

@testable import Payments

@Suite("A service's payment in doubt", .timeLimit(.minutes(5)))
struct ServiceDoubtTests {
    @Test("a request that broke once is made by the retry", arguments: SceneGround.all, ServiceMove.allCases)
    func once(_ ground: SceneGround, _ move: ServiceMove) async throws {
        try await BookingScene.play(ground) { scene in
            for fault in [SceneStripe.Fault.lostBefore, .lostAfter, .garbage, .page, .locked] {
                let subject = try await move.prepare(scene)
                scene.stripe.strike(fault, at: move.path)
                #expect(try await move.perform(scene, subject).result == .done)
                try await move.expectDone(scene, subject, "\(fault)")
            }
        }
    }

    @Test(
        "what became of it is found out later, and is news once",
        arguments: SceneGround.all, ServiceMove.allCases.filter { $0 != .adopt })
    func later(_ ground: SceneGround, _ move: ServiceMove) async throws {
        try await BookingScene.play(ground) { scene in
            for fault in SceneStripe.Fault.allCases {
                let subject = try await move.prepare(scene)
                scene.stripe.strike(fault, at: move.path, strikes: 3)
                _ = try await move.perform(scene, subject)
                scene.stripe.heal()
                // Beyond the day that Stripe keeps a key.
                for _ in 0..<28 where try await scene.hasOpenMove() {
                    scene.pass(hours: 1)
                    try await scene.run(.completeOperations)
                }
                try await move.expectDone(scene, subject, "\(fault)")
            }
        }
    }

    @Test(
        "a claim that cannot be checked is not written down, and can be told again",
        arguments: SceneGround.each)
    func unchecked(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let intent = try scene.preauthorize()
            for fault in [SceneStripe.Fault.lostBefore, .failsBefore, .timesOut, .garbage, .limited] {
                scene.stripe.strike(fault, at: "/payment_intents/\(intent)", method: "GET", strikes: 3)
                let answer = await outcome {
                    try await scene.shop.services.put(try scene.charge(intent), scene.asked())
                }
                #expect(!answer.contains("done"), "\(fault)")
                #expect(try await scene.serviceCount() == 0)
                scene.stripe.heal()
            }
            #expect(try await scene.put(try scene.charge(intent)).status == "authorized")
        }
    }

    @Test(
        "an answer that never came is told by the same request again",
        arguments: SceneEngine.available, ServiceMove.allCases.filter { $0 != .adopt })
    func lostAnswer(_ engine: SceneEngine, _ move: ServiceMove) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let subject = try await move.prepare(scene)
            scene.stripe.strike(.lostAfter, at: move.path, strikes: 3)
            #expect(try await move.perform(scene, subject, key: "k").result == .underWay)
            scene.stripe.heal()
            let posts = scene.stripe.books
            #expect(try await move.perform(scene, subject, key: "k").result == .done)
            #expect(scene.stripe.books == posts)
            try await move.expectDone(scene, subject, "\(move)")
        }
    }

    @Test(
        "a cancel while the hold is in doubt releases it once it is known",
        arguments: SceneGround.each, [SceneStripe.Fault.lostBefore, .lostAfter])
    func cancelOfDoubtfulHold(_ ground: SceneGround, _ fault: SceneStripe.Fault) async throws {
        try await BookingScene.play(ground) { scene in
            let charge = try scene.charge(try ServiceHand.method.token(scene))
            scene.stripe.strike(fault, at: "/payment_intents", strikes: 3)
            let told = try await scene.put(charge)
            #expect(told.result == .underWay)
            #expect(told.status == "pending")
            await expectConflict("nothing_held") { try await scene.complete(told.name) }
            #expect(try await scene.cancel(payment: told.name, key: "c").result == .underWay)
            scene.stripe.heal()
            scene.pass(seconds: 61)
            try await scene.run(.completeOperations)
            #expect(try await scene.payment(named: told.name).status == .released)
            #expect(try await scene.cancel(payment: told.name, key: "c").result == .done)
            #expect(scene.heldAtStripe == 0)
            let news = try await scene.owedNews(of: told.name)
            #expect(news == ["payment.authorized", "payment.released"])
        }
    }

    @Test(
        "a cancel while the collection is in doubt gives back what was collected",
        arguments: SceneGround.each, [SceneStripe.Fault.lostBefore, .lostAfter])
    func cancelOfDoubtfulCapture(_ ground: SceneGround, _ fault: SceneStripe.Fault) async throws {
        try await BookingScene.play(ground) { scene in
            let name = try await scene.put().name
            scene.stripe.strike(fault, at: "/capture", strikes: 3)
            #expect(try await scene.complete(name, 5000).result == .underWay)
            await expectConflict("payment_busy") { try await scene.complete(name, 5001) }
            #expect(try await scene.complete(name, 5000).result == .underWay)
            #expect(try await scene.cancel(payment: name).result == .underWay)
            await expectConflict("payment_busy") { try await scene.complete(name, 5000) }
            scene.stripe.heal()
            scene.pass(seconds: 61)
            try await scene.run(.completeOperations)
            #expect(try await scene.payment(named: name).status == .refunded)
            #expect(scene.stripe.books.amountReceived == scene.stripe.books.amountRefunded)
            let news = try await scene.owedNews(of: name)
            #expect(news == ["payment.authorized", "payment.captured", "payment.refunded"])
        }
    }

    @Test(
        "a collection that is refused for good is a failed payment; a hold that stands all the same is taken up again",
        arguments: SceneGround.each)
    func refusedCapture(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let name = try await scene.put().name
            let payment = try await scene.payment(named: name).id
            scene.stripe.strike(.lostBefore, at: "/capture", strikes: 3)
            #expect(try await scene.complete(name, 5000).result == .underWay)
            scene.stripe.heal()
            let refusal = MovementRefusal(
                code: "processing_error", message: "No.", isDecline: false, requestID: nil)
            let movements = scene.shop.services.movements
            try await scene.database.transaction { tx in
                let open = try #require(try await tx.openOperation(ofPayment: payment))
                _ = try await movements.settle(open, .refused(refusal), in: tx)
            }
            #expect(try await scene.payment(named: name).status == .failed)
            #expect(try await scene.owedNews(of: name) == ["payment.authorized", "payment.failed"])
            #expect(try await scene.balance(.holdsOpen) == 0)
            await expectConflict("nothing_held") { try await scene.complete(name, 5000) }
            // What Stripe told of the hold comes now.
            try await scene.deliver()
            #expect(try await scene.payment(named: name).status == .authorized)
            // What was refused before does not come back with what is asked for now.
            #expect(try await scene.complete(name, 6000).status == "captured")
            #expect(try await scene.payment(named: name).capturedAmount == 6000)
        }
    }

    @Test(
        "while one request hangs the others are answered; it is under way when its time is up, and a job makes it",
        arguments: SceneEngine.available, ServiceMove.allCases.filter { $0 != .adopt })
    func hangs(_ engine: SceneEngine, _ move: ServiceMove) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let subject = try await move.prepare(scene)
            let other = try await scene.put().name
            let pause = scene.stripe.pause(at: move.path)
            async let hanging = move.perform(scene, subject)
            await pause.reached()
            let list = try await scene.shop.services.payments(ServicePaymentFilter(), after: nil, limit: 10)
            #expect(list.count == 2)
            #expect(try await scene.payment(named: other).status == .authorized)
            #expect(try await scene.put().status == "authorized")
            scene.stripe.strike(.timesOut, at: move.path)
            pause.release()
            #expect(try await hanging.result == .underWay)
            scene.pass(seconds: 61)
            try await scene.run(.completeOperations)
            try await move.expectDone(scene, subject, "\(move)")
        }
    }
}

@Suite("A process killed at every step of a service's request", .timeLimit(.minutes(5)))
struct ServiceCrashTests {
    @Test(
        "the completer finishes it, and the same request again does nothing more",
        arguments: SceneGround.each, ServiceMove.allCases)
    func everyStep(_ ground: SceneGround, _ move: ServiceMove) async throws {
        try await BookingScene.play(ground) { scene in
            var steps = 0
            while true {
                let subject = try await move.prepare(scene)
                let before = scene.intentCount
                let mortal = try scene.process(steps: steps)
                _ = try? await move.perform(scene, subject, at: mortal, key: "key \(steps)")
                guard mortal.life.isDead else { break }
                try await scene.settle(at: try scene.process())
                let told = try await move.perform(
                    scene, subject, at: try scene.process(), key: "key \(steps)")
                #expect(told.result == .done, "killed at step \(steps)")
                #expect(scene.intentCount == before + (move == .hold ? 1 : 0))
                try await move.expectDone(scene, subject, "killed at step \(steps)")
                steps += 1
                try #require(steps < 40)
            }
            #expect(steps >= (move == .adopt ? 4 : 6))
        }
    }
}

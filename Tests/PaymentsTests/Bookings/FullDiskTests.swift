// Tests of bookings on a disk that takes nothing more: nothing is answered that is not kept, and it goes on by itself.
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

@Suite("A disk that takes no writes", .timeLimit(.minutes(5)))
struct FullDiskTests {
    static let disks = SceneEngine.available.flatMap { engine in
        // SQLite's fills up page by page, below.
        SceneDisk.allCases.filter { engine == .postgres || $0 == .readOnly }.map { (engine, $0) }
    }

    @Test(
        "nothing is done and nothing answered, but read; with room again the same requests are made",
        arguments: disks)
    func beforehand(_ engine: SceneEngine, _ disk: SceneDisk) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let id = try await scene.book(inHours: 24).booking
            _ = scene.stripe.takeEvents()
            try scene.stripe.dashboard("payment_intents/\(try await scene.intent(of: id))/capture")
            let told = scene.stripe.takeEvents()
            let asked = scene.stripe.posts.count
            try await scene.stopWrites(disk)
            await expectUnavailable { try await scene.book(inHours: 30, key: "b") }
            await expectUnavailable { try await scene.capture(id, key: "c") }
            await expectUnavailable { try await scene.cancel(id, key: "x") }
            for delivery in told {
                let signature = delivery.headers.first { $0.name == "Stripe-Signature" }?.value
                await #expect(throws: WebhookFailure.self, "acknowledged, and not kept") {
                    try await scene.shop.webhooks.receive(delivery.body, signature: signature)
                }
            }
            await #expect(throws: StoreFailure.self) { try await scene.shop.jobs.run(.reconcile) }
            #expect(scene.stripe.posts.count == asked, "money was moved that nobody knows of")
            #expect(try await scene.shop.bookings.booking(id, for: .everyone).booking.id == id)
            #expect(try await scene.shop.bookings.events(of: id, for: .everyone).events.count == 3)

            try await scene.allowWrites()
            #expect(try await scene.book(inHours: 30, key: "b").result == .done)
            for delivery in told {
                let signature = delivery.headers.first { $0.name == "Stripe-Signature" }?.value
                _ = try await scene.shop.webhooks.receive(delivery.body, signature: signature)
            }
            #expect(try await scene.payment(ofBooking: id).status == .captured)
            try await scene.runJobs()
        }
    }

    @Test(
        "no room for what Stripe has done: no answer says so, and with room again it is found, once",
        arguments: disks.flatMap { disk in SceneMove.allCases.map { (disk.0, disk.1, $0) } })
    func meanwhile(_ engine: SceneEngine, _ disk: SceneDisk, _ move: SceneMove) async throws {
        try await BookingScene.play(SceneGround(engine: engine), move.settings) { scene in
            let prepared = try await move.prepare(scene)
            let pause = scene.stripe.pause(at: move.path)
            async let isAnswered = isDone {
                try await move.perform(scene, prepared, at: scene.shop, key: "k")
            }
            await pause.reached()
            let newest = try await scene.newestBooking()
            let id = prepared ?? newest
            try await scene.stopWrites(disk)
            pause.release()
            #expect(await !isAnswered, "it was answered, and not kept")
            #expect(try await scene.hasOpenMove())

            try await scene.allowWrites()
            // Until the leases of who could not write are over.
            scene.pass(seconds: 121)
            if move == .renew {
                try await scene.run(.completeOperations)
            } else {
                try await move.perform(scene, prepared, at: scene.shop, key: "k")
            }
            try await scene.expectMade(move, id, "\(move)")
            #expect(Set(scene.stripe.keys(of: move.path)).count <= 2)
        }
    }

    @Test("a file that fills up at any page of a booking: what is answered is kept, the rest comes with room")
    func pageByPage() async throws {
        try await BookingScene.play(SceneGround(engine: .sqlite)) { scene in
            var refused = 0
            for pages in 0..<40 {
                let hours = Int64(3 + pages)
                try await scene.leaveRoom(pages: Int64(pages % 4))
                let outcome = await outcome {
                    let lesson = scene.lesson(inHours: hours)
                    return try await scene.shop.bookings.book(lesson, scene.request("b\(pages)"))
                }
                try await scene.makeRoom()
                if outcome.hasSuffix("done") { continue }
                #expect(outcome == "store_unavailable")
                refused += 1
                scene.pass(seconds: 121)
                // The lesson is as it was when it was asked for.
                let again = try await scene.repeatBooking(inHours: hours, passed: 121, key: "b\(pages)")
                #expect(again.result == .done)
            }
            #expect(refused > 0, "the file was never full")
            let bookings = try await scene.values("SELECT COUNT(*) AS value FROM bookings")
            #expect(bookings == [40])
            #expect(scene.intentCount == 40)
        }
    }
}

extension BookingScene {
    fileprivate func repeatBooking(
        inHours hours: Int64, passed seconds: Int64, key: String
    ) async throws -> SceneAnswer {
        let start = now - seconds + hours * Self.hour
        let lesson = BookLesson(
            payer: .student(student.id), instructor: instructor.id, startsAt: start,
            endsAt: start + Self.hour, purchase: .lesson(Self.price), description: nil, card: nil)
        return try SceneAnswer(try await shop.bookings.book(lesson, request(key)))
    }
}

private func isDone(_ body: () async throws -> Void) async -> Bool {
    do {
        try await body()
        return true
    } catch {
        return false
    }
}

private func expectUnavailable(
    _ location: SourceLocation = #_sourceLocation, _ body: () async throws -> some Any
) async {
    do {
        let value = try await body()
        Issue.record("answered: \(value)", sourceLocation: location)
    } catch let failure as BookingFailure {
        guard case .unavailable = failure else {
            Issue.record("\(failure)", sourceLocation: location)
            return
        }
    } catch {
        Issue.record("\(error)", sourceLocation: location)
    }
}

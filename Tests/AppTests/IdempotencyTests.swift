// A caller's Idempotency-Key covers the whole call: the same again is the same answer and one movement.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Idempotency", .timeLimit(.minutes(5)), .serialized)
struct IdempotencyTests {
    @Test("the same schedule again is the same hold, byte for byte")
    func schedule() async throws {
        try await Shop.open { shop in
            let first = try await shop.schedule(key: "lesson-1")
            let second = try await shop.schedule(key: "lesson-1")
            #expect(first.status == 200)
            #expect(first.text == second.text)
            let other = try await shop.schedule(key: "lesson-2")
            #expect(other.intent != first.intent)
        }
    }

    @Test("the same capture and the same refund again are the same answers")
    func captureAndRefund() async throws {
        try await Shop.open { shop in
            let intent = try await shop.schedule(amount: 900).intent
            let captures = [
                try await shop.complete(intent, key: "c"), try await shop.complete(intent, key: "c"),
            ]
            #expect(captures[0].status == 200)
            #expect(captures[0].text == captures[1].text)
            let refunds = [
                try await shop.refund(intent, amount: 300, key: "r"),
                try await shop.refund(intent, amount: 300, key: "r"),
            ]
            #expect(refunds[0].status == 200)
            #expect(refunds[0].text == refunds[1].text)
            #expect(try await shop.book(intent).refunds == [300])
        }
    }

    @Test("the same release again is the same answer, however often", arguments: LessonRoutesTests.versions)
    func release(version: String) async throws {
        try await Shop.open(["STRIPE_API_VERSION": version]) { shop in
            let intent = try await shop.schedule().intent
            let first = try await shop.refund(intent, key: "r")
            #expect(first.json["status"]?.string == "released", "\(first.text)")
            for _ in 0..<3 {
                #expect(try await shop.refund(intent, key: "r").text == first.text)
            }
        }
    }

    @Test("a refusal stays a refusal: a hold that somebody else released is not ours, however often we ask")
    func releasedByOthers() async throws {
        try await Shop.open { shop in
            let intent = try await shop.schedule().intent
            _ = try await shop.refund(intent)
            let first = try await shop.refund(intent, key: "r")
            #expect(first.status == 400)
            for _ in 0..<3 {
                #expect(try await shop.refund(intent, key: "r").text == first.text)
            }
        }
    }

    @Test("the same key with another body is 409 and moves nothing")
    func otherBody() async throws {
        try await Shop.open { shop in
            let held = try await shop.schedule(amount: 900, key: "k")
            let other = try await shop.schedule(amount: 901, key: "k")
            #expect(other.status == 409, "\(other.text)")
            #expect(other.errorCode == "idempotency_key_reused")

            let second = try await shop.schedule(amount: 500)
            #expect(try await shop.complete(held.intent, key: "k").status == 200)
            #expect(try await shop.complete(second.intent, key: "k").status == 409)
            #expect(try await shop.book(second.intent).received == 0)

            #expect(try await shop.refund(held.intent, amount: 100, key: "k").status == 200)
            #expect(try await shop.refund(held.intent, amount: 200, key: "k").status == 409)
            #expect(try await shop.book(held.intent).refunds == [100])
        }
    }

    @Test("the same key after the card was changed is 409 and says why")
    func cardChanged() async throws {
        try await Shop.open { shop in
            _ = try await shop.schedule(key: "k")
            let attached = try await shop.askStripe(
                .post, "/v1/payment_methods/pm_card_mastercard/attach", "customer=\(Shop.good)")
            #expect(attached.status == 200, "\(attached.text)")
            let again = try await shop.schedule(key: "k")
            #expect(again.status == 409, "\(again.text)")
            #expect(again.errorMessage?.contains("card") == true)
        }
    }

    @Test("fifty equal schedules at once are one hold; each answers with it or with 409")
    func stampede() async throws {
        try await Shop.open { shop in
            let replies = try await withThrowingTaskGroup(of: Reply.self) { group in
                for _ in 0..<50 { group.addTask { try await shop.schedule(key: "rush") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let answers = Set(replies.filter { $0.status == 200 }.map(\.text))
            #expect(answers.count == 1)
            #expect(replies.allSatisfy { $0.status == 200 || $0.status == 409 })
            let intents = try await shop.askStripe(.get, "/v1/payment_intents?limit=100")
            #expect(intents.json["data"]?.elements.count == 1)
        }
    }

    @Test("without a key two schedules are two holds")
    func withoutKey() async throws {
        try await Shop.open { shop in
            let first = try await shop.schedule()
            let second = try await shop.schedule()
            #expect(first.intent != second.intent)
        }
    }
}

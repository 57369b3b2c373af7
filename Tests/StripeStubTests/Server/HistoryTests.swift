// A seeded history: what it holds, how it lies in time, and that pages of it are found by time.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("The stub's seeded history", .timeLimit(.minutes(5)), .serialized)
struct HistoryTests {
    private static let day: Int64 = 86_400

    private func seed(_ scene: StubScene, _ json: String) async throws {
        let made = try await scene.control(.post, "seed", json)
        #expect(made["error"] == nil, "\(made["error"]?["message"]?.string ?? "")")
    }

    /// All objects of a kind, oldest first.
    private func dump(_ scene: StubScene, _ type: String) async throws -> [JSON] {
        let answer = try await scene.ask(.get, "/_stub/dump?type=\(type)&limit=10000")
        return try answer.text.split(separator: "\n").map { try JSON(Array($0.utf8)) }
    }

    @Test("lessons are held, then captured whole or in part, refunded whole or in part, or declined")
    func fates() async throws {
        try await StubScene.play { scene in
            try await seed(scene, #"{"customers":20,"lessons":1000,"spread_seconds":864000}"#)
            let intents = try await dump(scene, "payment_intent")
            #expect(intents.count == 1000)
            #expect(intents.allSatisfy { $0["metadata"]?["type"]?.string == "lessons-payment" })
            #expect(intents.allSatisfy { $0["capture_method"]?.string == "manual" })
            let declined = intents.filter { $0["status"]?.string == "requires_payment_method" }
            #expect((20...80).contains(declined.count))
            let partly = intents.filter {
                $0["status"]?.string == "succeeded"
                    && $0["amount_received"]?.integer != $0["amount"]?.integer
            }
            #expect((40...120).contains(partly.count))
            let refunds = try await dump(scene, "refund").map { $0["reason"]?.string }
            let given = refunds.filter { $0 == "requested_by_customer" }.count
            #expect((40...100).contains(given), "\(given) of \(refunds)")
            let charges = try await dump(scene, "charge")
            #expect(charges.contains { $0["refunded"]?.bool == true })
            #expect(charges.contains { ($0["failure_code"]?.string ?? "") == "card_declined" })
            // The balance and the intents tell the same.
            let moved = try await dump(scene, "balance_transaction").reduce(0) {
                $0 + ($1["amount"]?.integer ?? 0)
            }
            let books = scene.server.withStub { $0.books }
            #expect(books.amountRefunded > 0)
            #expect(moved == books.amountReceived - books.amountRefunded)
        }
    }

    @Test("everything is spread over the time before now, oldest first, whatever was there before")
    func spread() async throws {
        try await StubScene.play { scene in
            _ = try await scene.makeCustomer()
            try await seed(scene, #"{"customers":5,"charges":50,"lessons":200,"spread_seconds":864000}"#)
            for type in ["customer", "payment_intent", "charge", "refund", "balance_transaction"] {
                let times = try await dump(scene, type).compactMap { $0["created"]?.integer }
                #expect(times == times.sorted())
                #expect(times.first ?? 0 >= StubScene.now - 10 * Self.day)
                #expect(times.last ?? .max <= StubScene.now)
            }
            let first = try await dump(scene, "charge").first?["created"]?.integer
            #expect(first == StubScene.now - 10 * Self.day)
        }
    }

    @Test("a history without a spread happens now")
    func now() async throws {
        try await StubScene.play { scene in
            try await seed(scene, #"{"customers":2,"charges":20,"lessons":20}"#)
            let times = try await dump(scene, "charge").compactMap { $0["created"]?.integer }
            #expect(Set(times) == [StubScene.now])
        }
    }

    @Test(
        "a window of time shows what was made in it, of every kind that has one, after two histories",
        arguments: ["payment_intent", "charge", "refund", "dispute", "balance_transaction"])
    func window(type: String) async throws {
        try await StubScene.play { scene in
            _ = try await scene.ask(
                .post, "/v1/payment_intents",
                "amount=900&currency=usd&confirm=true&payment_method_types[]=card"
                    + "&payment_method=pm_card_createDispute")
            for seed in 1...2 {
                try await self.seed(
                    scene,
                    #"{"customers":3,"charges":30,"lessons":150,"spread_seconds":864000,"seed":\#(seed)}"#)
            }
            let (low, high) = (StubScene.now - 3 * Self.day, StubScene.now + 1)
            let expected = try await dump(scene, type).filter { object in
                object["created"]?.integer.map { (low..<high).contains($0) } ?? false
            }
            #expect(!expected.isEmpty)
            var found: [String] = []
            var more = true
            while more {
                let cursor = found.last.map { "&starting_after=\($0)" } ?? ""
                let page = try await scene.ask(
                    .get, "/v1/\(type)s?limit=100&created[gte]=\(low)&created[lt]=\(high)\(cursor)")
                found += page.json?["data"]?.elements.compactMap { $0["id"]?.string } ?? []
                more = page.json?["has_more"]?.bool == true
            }
            #expect(found == expected.compactMap { $0["id"]?.string }.reversed())
        }
    }

    @Test("what is filed under a customer is still found after a history went to its place in time")
    func filed() async throws {
        try await StubScene.play { scene in
            let sandbox = "customer=cus_SandboxApprove"
            let card = try await scene.ask(.get, "/v1/payment_methods?\(sandbox)")
            let before = card.json?["data"]?[0]?["id"]?.string
            try await seed(scene, #"{"customers":10,"lessons":30,"spread_seconds":864000}"#)
            let after = try await scene.ask(.get, "/v1/payment_methods?\(sandbox)")
            #expect(before != nil)
            #expect(after.json?["data"]?.elements.count == 1)
            #expect(after.json?["data"]?[0]?["id"]?.string == before)
            let read = try await scene.ask(.get, "/v1/customers/cus_SandboxApprove")
            #expect(read.json?["id"]?.string == "cus_SandboxApprove")
        }
    }
}

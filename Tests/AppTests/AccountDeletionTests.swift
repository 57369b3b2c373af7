// The end of an account: for ever, but never over an open hold.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Account deletion", .timeLimit(.minutes(5)), .serialized)
struct AccountDeletionTests {
    @Test("an account without open holds is deleted, its card with it; again it is still so")
    func delete() async throws {
        try await Shop.open { shop in
            let customer = try await shop.student()
            for _ in 0..<2 {
                let reply = try await shop.deleteAccount(customer)
                #expect(reply.status == 200)
                #expect(reply.text == #"{"deleted":true}"#)
            }
            #expect(try await shop.stripeCustomer(customer)["deleted"]?.bool == true)
            #expect(try await shop.signUp().customer != customer, "the address is free again")
            let unknown = try await shop.deleteAccount("cus_nobody")
            #expect(unknown.status == 400)
            #expect(unknown.errorMessage == "No such customer: 'cus_nobody'")
        }
    }

    @Test("open holds are named, the newest first, and nothing is deleted until they are settled")
    func holds() async throws {
        try await Shop.open { shop in
            let customer = try await shop.student()
            let captured = try await shop.schedule(customer).intent
            _ = try await shop.complete(captured)
            let first = try await shop.schedule(customer).intent
            let second = try await shop.schedule(customer).intent
            let reply = try await shop.deleteAccount(customer)
            #expect(reply.status == 200)
            #expect(reply.text == #"{"uncaptured_payments":["\#(second)","\#(first)"]}"#)
            #expect(try await shop.cards(customer).count == 1)
            _ = try await shop.refund(first)
            _ = try await shop.complete(second)
            #expect(try await shop.deleteAccount(customer).text == #"{"deleted":true}"#)
        }
    }

    @Test("of 250 intents every hold is found, on every page", arguments: LessonRoutesTests.versions)
    func manyHolds(version: String) async throws {
        try await Shop.open(["STRIPE_API_VERSION": version]) { shop in
            let customer = try await shop.student()
            let card = try #require(try await shop.cards(customer).first?["id"]?.string)
            var held: [String] = []
            for number in 0..<250 {
                let method = number % 100 == 0 ? "manual" : "automatic"
                let made = try await shop.askStripe(
                    .post, "/v1/payment_intents",
                    "amount=500&currency=usd&customer=\(customer)&payment_method=\(card)&confirm=true"
                        + "&off_session=true&payment_method_types[]=card&capture_method=\(method)")
                if method == "manual" { held.append(made.json["id"]?.string ?? "") }
            }
            let reply = try await shop.deleteAccount(customer)
            #expect(reply.json["uncaptured_payments"]?.elements.map(\.string) == held.reversed())
        }
    }

    @Test("a hold that is placed while the account is being deleted keeps it")
    func holdInBetween() async throws {
        try await Shop.open { shop in
            let customer = try await shop.student()
            shop.stripe.inject(.init(.hold, method: "POST", pathSuffix: "/detach"))
            let before = shop.stripe.calls.count
            async let deletion = shop.deleteAccount(customer)
            // The intents were looked at and none was open; now the card is about to go.
            while !shop.stripe.calls[before...].contains(where: { $0.path.hasSuffix("/detach") }) {
                _ = try await shop.get("/healthz")
            }
            let held = try await shop.schedule(customer)
            #expect(held.status == 200, "\(held.text)")
            shop.stripe.removeFaults()
            let kept = try await deletion.text
            #expect(kept == #"{"uncaptured_payments":["\#(held.intent)"]}"#)
            #expect(try await shop.stripeCustomer(customer)["deleted"] == nil)
            #expect(try await shop.complete(held.intent).status == 200)
        }
    }

    @Test("two deletions at once both succeed")
    func twoDeletions() async throws {
        try await Shop.open { shop in
            let customer = try await shop.student()
            shop.stripe.inject(
                .init(.delay(milliseconds: 100), method: "POST", pathSuffix: "/detach", count: 2))
            async let first = shop.deleteAccount(customer)
            async let second = shop.deleteAccount(customer)
            let texts = try await [first.text, second.text]
            #expect(texts == [#"{"deleted":true}"#, #"{"deleted":true}"#])
        }
    }
}

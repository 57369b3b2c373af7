// The books beside Stripe's from a shell: clean, a cent apart, mended by what Stripe has told, on both engines.
import Basics
import Foundation
import Testing

@Suite("fermata verify and replay", .timeLimit(.minutes(5)), .serialized)
struct VerifyCommandTests {
    /// A shop on each engine that there is, the server gone.
    private func withBooks(_ test: (_ shop: Shop, _ intent: String, SharedDatabase?) async throws -> Void)
        async throws
    {
        func fill(_ settings: [String: String], _ database: SharedDatabase?) async throws {
            try await Shop.open(settings) { shop in
                let server = try await shop.serve()
                let intent = try await Self.fill(server)
                await server.stop()
                try await test(shop, intent, database)
            }
        }
        try await Shop.withFolder { try await fill(["DATA_DIR": $0], nil) }
        guard SharedDatabase.server != nil else { return }
        try await SharedDatabase.open { try await fill(["DATABASE_URL": $0.url], $0) }
    }

    /// One lesson that was captured, one that is held, one that was cancelled.
    ///
    /// - Returns: the first one's intent.
    private static func fill(_ server: ShopServer) async throws -> String {
        let (student, instructor) = (try await server.addStudent(), try await server.addInstructor())
        for hour in 0..<3 {
            let lesson = Lesson(student: student, instructor: instructor, hour: Int64(hour))
            #expect(try await server.post("/bookings", lesson.json).status == 201)
        }
        #expect(try await server.post("/bookings/3/cancel", #"{"by":"instructor"}"#).status == 200)
        let captured = try await server.post("/bookings/1/capture-payment", "{}")
        #expect(captured.status == 200, "\(captured.text)")
        return try #require(try await server.get("/bookings/1").intent)
    }

    private static func askStripe(_ shop: Shop, _ path: String, _ form: String) async throws -> JSON {
        let answer = try await Curl.ask(
            "POST", "\(shop.stripe)/v1/\(path)", token: "sk_test_1",
            type: "application/x-www-form-urlencoded", body: form)
        return try JSON(Array(answer.text.utf8))
    }

    @Test("a cent that went back at Stripe alone is found, and is known once its event was replayed")
    func oneCent() async throws {
        try await withBooks { shop, intent, _ in
            let clean = try await shop.run("verify")
            #expect(clean.status == 0, "\(clean)")
            #expect(clean.output == "0 differences in 1 payments.\n")
            #expect(clean.errors.contains(" pages in "))

            _ = try await Self.askStripe(shop, "refunds", "payment_intent=\(intent)&amount=1")
            let apart = try await shop.run("verify")
            #expect(apart.status == 1)
            #expect(
                apart.output == """
                    payment 1  \(intent)  stripe_balance  ours $96.00  Stripe's $95.99
                    1 differences in 1 payments.

                    """)
            let json = try await shop.run("verify", "--since", "1h", "--json")
            #expect(json.status == 1)
            let difference = try JSON(Array(json.output.utf8))["differences"]?[0]
            #expect(difference?["payment_id"]?.integer == 1)
            #expect(difference?["ours"]?.integer == 9600)
            #expect(difference?["stripes"]?.integer == 9599)

            let replay = try JSON(
                Array(try await shop.run("replay", "--since", "1h", "--json").output.utf8))
            #expect(replay["applied"]?.integer == 1)
            #expect(replay["read"]?.integer ?? 0 > 3)
            let again = try await shop.run("replay", "--since", "1h")
            #expect(again.output.contains(" events read: 0 told news, 0 wait for a job"), "\(again)")
            #expect(try await shop.run("verify").status == 0)
        }
    }

    @Test(
        "money that an operation moved and no payment here goes by is found; another business' is left alone")
    func unknownMoney() async throws {
        try await withBooks { shop, _, _ in
            let form =
                "amount=500&currency=usd&confirm=true&payment_method=pm_card_visa"
                + "&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never"
            _ = try await Self.askStripe(shop, "payment_intents", form)
            #expect(try await shop.run("verify").status == 0)
            let lost = try await Self.askStripe(
                shop, "payment_intents", form + "&metadata[fermata_operation]=999")
            let found = try await shop.run("verify")
            #expect(found.status == 1)
            let id = try #require(lost["id"]?.string)
            #expect(
                found.output.hasPrefix(
                    "no payment here  \(id)  stripe_balance  ours $0.00  Stripe's $5.00\n"),
                "\(found)")
        }
    }

    @Test("what is only written here is found, and what was charged before is not looked at")
    func tampered() async throws {
        try await withBooks { shop, intent, database in
            guard let database else { return }
            try await database.run(
                "UPDATE ledger_entries SET amount = amount + 1 WHERE account = 'stripe_balance'")
            let found = try await shop.run("verify", "--since", "1h")
            #expect(found.output.contains("ours $96.01  Stripe's $96.00"), "\(found)")
            try await database.run("UPDATE payments SET stripe_intent_id = 'pi_none' WHERE id = 1")
            let gone = try await shop.run("verify", "--since", "1h")
            #expect(
                gone.output.contains(#/pi_none +stripe_balance  ours \$96.01  Stripe's \$0.00/#), "\(gone)")
            #expect(gone.output.contains("payment 1  \(intent)  stripe_balance  ours $0.00 "), "\(gone)")
            let later = Int64(Date().timeIntervalSince1970) + 60
            let none = try await shop.run("verify", "--since", "\(later)")
            #expect(none.output == "0 differences in 0 payments.\n", "\(none)")
        }
    }

    @Test(
        "what cannot be is refused with the usage",
        arguments: [
            ["verify", "--until", "1d"], ["verify", "--since"], ["replay"], ["replay", "--json"],
            ["replay", "--since", "31d"], ["replay", "--since", "2099-01-01"],
        ])
    func mistakes(arguments: [String]) async throws {
        let finished = await (try Program("fermata", arguments)).finished()
        #expect(finished.status == 64)
        #expect(finished.errors.contains("Usage: fermata"))
    }
}

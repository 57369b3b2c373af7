// Proves what the marketplace can be told by settings, and that the sandbox's gigs are there once.
import App
import Basics
import CurlClient
import Payments
import StripeStub
import Testing

@Suite("Marketplace: settings", .timeLimit(.minutes(5)), .serialized)
struct MarketSettingsTests {
    private func load(_ changes: [String: String]) throws -> MarketplaceSettings {
        try SettingsTests.load(SettingsTests.keys.merging(changes) { $1 }).marketplace
    }

    @Test("unset, the house keeps 10 % and a teacher has two days; a test key plays with test cards")
    func unset() throws {
        let settings = try load([:])
        #expect("\(settings.fee)" == "PlatformFee(basisPoints: 1000)")
        #expect(settings.confirmSeconds == 48 * 3600)
        #expect(settings.isTest)
        let live = try SettingsTests.load(SettingsTests.live)
        #expect(!live.marketplace.isTest)
        #expect(try SettingsTests.load([:], sandbox: true).marketplace.isTest)
    }

    @Test(
        "the fee is read exactly, in hundredths of a percent",
        arguments: [("0", 0), ("12.5", 1250), ("0.01", 1), ("99.99", 9999), ("10.00", 1000)]
            as [(String, Int64)])
    func fees(text: String, basisPoints: Int64) throws {
        let fee = try load(["PLATFORM_FEE_PERCENT": text]).fee
        #expect("\(fee)" == "PlatformFee(basisPoints: \(basisPoints))")
    }

    @Test(
        "what is no fee or no time to answer is refused by its name",
        arguments: [
            ("PLATFORM_FEE_PERCENT", "100"), ("PLATFORM_FEE_PERCENT", "-1"),
            ("PLATFORM_FEE_PERCENT", "10.001"),
            ("PLATFORM_FEE_PERCENT", "10%"), ("PLATFORM_FEE_PERCENT", "1e1"), ("TEACHER_CONFIRM_HOURS", "0"),
            ("TEACHER_CONFIRM_HOURS", "721"), ("TEACHER_CONFIRM_HOURS", "a day"),
        ])
    func refused(name: String, text: String) throws {
        let failure = try #require(throws: SettingsFailure.self) { try load([name: text]) }
        #expect(failure.problems.map(\.key) == [name])
    }

    @Test("the fee that is set is what Stripe is told to keep")
    func fee() async throws {
        try await Market.open(["PLATFORM_FEE_PERCENT": "12.5"]) { market in
            let paid = try await market.pay(1)
            let intent = paid.json["payment_intent_id"]?.string ?? ""
            let seen = try await market.shop.askStripe(.get, "/v1/payment_intents/\(intent)")
            #expect(seen.json["application_fee_amount"]?.integer == 625, "\(seen.text)")
            #expect(
                seen.json["transfer_data"]?["destination"]?.string == "acct_SandboxTeacher", "\(seen.text)")
        }
    }

    @Test("the sandbox's gigs are there once, however often it starts on the same data")
    func seeding() async throws {
        try await Market.open { market in
            try await market.shop.seed()
            let list = try await market.get("/api/gigs/")
            let gigs = list.json["results"]?.elements ?? []
            #expect(gigs.map { $0["id"]?.integer } == [2, 1], "\(list.text)")
            #expect(
                gigs.map { $0["amount"].map { String(decoding: $0.rawBytes, as: UTF8.self) } }
                    == ["75.00", "50.00"])
            #expect(gigs.allSatisfy { $0["is_active"]?.bool == true && $0["seats"]?.kind == .null })
        }
    }
}

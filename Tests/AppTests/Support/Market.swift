// A sandbox with its people and gigs, a clock that stands still, and everyone's tokens.
import App
import Basics
import CurlClient
import StripeStub
import Testing
import Tokens

struct Market: Sendable {
    let shop: Shop
    /// Stands still, unless a test moves it.
    let clock: Lock<Int64>
    private let signer: TokenSigner

    var now: Int64 { clock.withLock { $0 } }

    /// Ada is student 1 and Dan student 2; Ines, instructor 1, offers gigs 1 at 50.00 and 2 at 75.00.
    static func open(
        _ settings: [String: String] = [:], _ test: (Market) async throws -> Void
    ) async throws {
        let clock = Lock(WallClock.system.nowSeconds)
        try await Shop.open(settings, clock: WallClock { clock.withLock { $0 } * 1000 }) { shop in
            try await shop.seed()
            let secret = settings["AUTH_JWT_SECRET"] ?? AuthSettings.sandboxSecret
            try await test(Market(shop: shop, clock: clock, signer: TokenSigner(secret: Secret(secret))))
        }
    }

    private func headers(_ person: Desk.Person, _ key: String? = nil) throws -> [String] {
        [try person.authorization(signer, now: now)] + (key.map { ["Idempotency-Key: \($0)"] } ?? [])
    }

    func post(
        _ path: String, _ json: String = "{}", as person: Desk.Person = .ada, key: String? = nil
    ) async throws -> Reply {
        try await shop.post(path, json: json, headers: try headers(person, key))
    }

    func get(_ path: String, as person: Desk.Person = .ada) async throws -> Reply {
        try await shop.get(path, headers: try headers(person))
    }

    func delete(_ path: String, as person: Desk.Person = .ada) async throws -> Reply {
        try await shop.delete(path, headers: try headers(person))
    }
}

extension Shop {
    /// The sandbox's people and gigs.
    func seed() async throws {
        try await application.seed([
            SandboxPeople.Customer(id: Self.good, name: "Ada Approve", email: "ada@example.com"),
            SandboxPeople.Customer(id: "cus_SandboxDecline", name: "Dan Decline", email: "dan@example.com"),
        ])
    }
}

extension Desk.Person {
    static let ines = Desk.Person.instructor("ines")
    static let otto = Desk.Person.instructor("otto")
    static let dan = Desk.Person.student("dan")
}

// MARK: Paying

extension Market {
    static let add = "/api/payments/add-payment-method/"
    static let process = "/api/payments/process-payment/"

    /// What a form says of a card; its year has passed, as in many an example.
    static func card(_ number: String = "4242424242424242", year: String = "2025") -> String {
        """
        "card_number":"\(number)","exp_month":12,"exp_year":\(year),"cvc":"123","cardholder_name":"John Doe"
        """
    }

    func addCard(
        _ number: String = "4242424242424242", saves: Bool = true, as person: Desk.Person = .ada
    ) async throws -> Reply {
        try await post(Self.add, "{\(Self.card(number)),\"save_for_future\":\(saves)}", as: person)
    }

    func pay(
        _ gig: Int = 1, _ number: String = "4242424242424242", saves: Bool = false,
        as person: Desk.Person = .ada, key: String? = nil
    ) async throws -> Reply {
        try await post(
            Self.process, #"{"gig_id":\#(gig),"card_details":{\#(Self.card(number))},"save_card":\#(saves)}"#,
            as: person, key: key)
    }

    /// A gig that is paid for.
    func paid(_ gig: Int = 1, as person: Desk.Person = .ada) async throws -> (payment: Int64, booking: Int64)
    {
        let reply = try await pay(gig, as: person)
        #expect(reply.status == 200, "\(reply.text)")
        return (reply.json["payment_id"]?.integer ?? 0, reply.json["booking_id"]?.integer ?? 0)
    }
}

extension Reply {
    /// With stars for what Stripe's ids are made of.
    var masked: String { text.replacing(#/"(pm|pi|acct)_[A-Za-z0-9_]+"/#) { "\"\($0.output.1)_*\"" } }
    var param: String? { json["details"]?["param"]?.string }
    var detailsCode: String? { json["details"]?["code"]?.string }
    /// The field that a refusal names, in a problem document or at the marketplace.
    var badField: String? { json["field"]?.string ?? param }
}

// The sign-up and account routes, for short; and what the browser does between them, at the stub itself.
import Basics
import CurlClient
import StripeStub
import Testing

extension Shop {
    func signUp(
        _ email: String = "grace@example.com", name: String = "Grace Hopper",
        lesson: String = "30 Nov 3:00 p.m."
    ) async throws -> Reply {
        try await post(
            "/lessons", json: #"{"name":"\#(name)","email":"\#(email)","first_lesson":"\#(lesson)"}"#)
    }

    func account(_ customer: String, name: String, email: String) async throws -> Reply {
        try await post("/account-update/\(customer)", json: #"{"name":"\#(name)","email":"\#(email)"}"#)
    }

    func saveCard(_ customer: String, setup: String) async throws -> Reply {
        try await post("/update-payment-details/\(customer)", json: #"{"setup_intent":"\#(setup)"}"#)
    }

    func deleteAccount(_ customer: String) async throws -> Reply {
        try await post("/delete-account/\(customer)", [], headers: ["Content-Type:"])
    }

    /// What `stripe.confirmSetup` does in the browser; the intent's id is answered.
    func confirm(_ opened: Reply, card: String = "pm_card_visa") async throws -> String {
        let setup = opened.setup
        let reply = try await askStripe(
            .post, "/v1/setup_intents/\(setup)/confirm",
            "payment_method=\(card)&return_url=https://lessons.example.com/")
        #expect(reply.json["status"]?.string == "succeeded", "\(reply.text)")
        return setup
    }

    /// A student who signed up to the end.
    func student(
        _ email: String = "grace@example.com", card: String = "pm_card_visa"
    ) async throws -> String {
        let opened = try await signUp(email)
        let kept = try await saveCard(opened.customer, setup: try await confirm(opened, card: card))
        #expect(kept.status == 200, "\(kept.text)")
        return opened.customer
    }

    func cards(_ customer: String) async throws -> [JSON] {
        let reply = try await askStripe(.get, "/v1/customers/\(customer)/payment_methods?type=card&limit=100")
        return reply.json["data"]?.elements ?? []
    }

    func customers(_ email: String) async throws -> [JSON] {
        let reply = try await askStripe(.get, "/v1/customers?limit=100&email=\(email)")
        return reply.json["data"]?.elements ?? []
    }

    func stripeCustomer(_ id: String) async throws -> JSON {
        try await askStripe(.get, "/v1/customers/\(id)").json
    }
}

extension Reply {
    var customer: String { json["customer_id"]?.string ?? "" }
    var clientSecret: String { json["client_secret"]?.string ?? "" }
    /// Of the set-up whose secret was answered.
    var setup: String { clientSecret.split(separator: "_").prefix(2).joined(separator: "_") }
}

// An account with one customer, for tests that say each step.
import Basics
import StripeStub
import Testing

/// One customer and her lessons.
struct LessonAccount {
    static let start: Int64 = 1_790_000_000

    var stub = Stub()
    var now = start
    private var customer = ""
    private var card = ""
    private var cards: [String: String] = [:]

    init() throws {
        customer = try #require(try call("customers", "name=Ada&email=ada@x.io")["id"]?.string)
        try useCard("visa")
    }

    mutating func useCard(_ name: String) throws {
        card = try #require(
            try call("payment_methods/pm_card_\(name)/attach", "customer=\(customer)")["id"]?.string)
        cards[name] = card
    }

    mutating func detachCards(but name: String) throws {
        for (other, id) in cards where other != name { try call("payment_methods/\(id)/detach", "") }
    }

    @discardableResult
    mutating func lesson(amount: Int64, captures: Bool = true, fails: Bool = false) throws -> String {
        let form =
            "amount=\(amount)&currency=usd&customer=\(customer)&payment_method=\(card)&confirm=true"
            + "&off_session=true&capture_method=\(captures ? "automatic" : "manual")"
            + "&metadata[type]=lessons-payment"
        let answer = try call("payment_intents", form, status: fails ? 402 : 200)
        let intent = fails ? answer["error"]?["payment_intent"] : answer
        return try #require(intent?["id"]?.string)
    }

    @discardableResult
    mutating func call(_ path: String, _ form: String, status: Int = 200) throws -> JSON {
        let response = stub.handle(
            StubRequest(
                method: "POST", path: "/v1/\(path)",
                headers: [("authorization", "Bearer sk_test_account"), ("stripe-version", "2022-11-15")],
                body: Array(form.utf8)),
            now: now)
        try #require(response.status == status, "\(path): \(response.status)")
        return try JSON(response.body)
    }
}

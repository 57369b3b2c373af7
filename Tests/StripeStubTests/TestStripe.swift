// For the tests here: a stub, its time, and short ways to ask it.
import Basics
import StripeStub
import Testing

struct Reply {
    let status: Int
    let json: JSON
    let response: StubResponse

    var error: JSON? { json["error"] }
    var id: String { json["id"]?.string ?? "" }
    var text: String { String(decoding: response.body, as: UTF8.self) }

    /// The member at that dotted path, as text; a null reads "null", a member that is not there nil.
    subscript(_ path: String) -> String? {
        var value: JSON? = json
        for part in path.split(separator: ".") {
            value = Int(part).map { value?[$0] } ?? value?[String(part)]
        }
        guard let value else { return nil }
        return value.string ?? String(decoding: value.rawBytes, as: UTF8.self)
    }

    var ids: [String] { json["data"]?.elements.compactMap { $0["id"]?.string } ?? [] }
}

struct TestStripe {
    static let basil = "2025-03-31.basil"
    static let old = "2022-11-15"
    static let dahlia = "2026-08-26.dahlia"
    static let endive = "2026-09-30.endive"

    var stub: Stub
    var now: Int64 = 1_800_000_000
    var version: String? = TestStripe.old
    var authorization: String? = "Bearer sk_test_key1234"

    init(version: String? = TestStripe.old, settings: StubSettings = StubSettings(seed: 7)) {
        stub = Stub(settings)
        self.version = version
    }

    mutating func get(_ path: String, _ query: String = "") throws -> Reply {
        try send("GET", path, query: query, body: "")
    }

    mutating func post(_ path: String, _ form: String = "", key: String? = nil) throws -> Reply {
        try send("POST", path, query: "", body: form, key: key)
    }

    mutating func delete(_ path: String) throws -> Reply {
        try send("DELETE", path, query: "", body: "")
    }

    mutating func send(
        _ method: String, _ path: String, query: String, body: String, key: String? = nil,
        contentType: String = "application/x-www-form-urlencoded"
    ) throws -> Reply {
        var headers: [(name: String, value: String)] = []
        if let authorization { headers.append(("authorization", authorization)) }
        if let version { headers.append(("stripe-version", version)) }
        if let key { headers.append(("idempotency-key", key)) }
        if !body.isEmpty { headers.append(("content-type", contentType)) }
        let response = stub.handle(
            StubRequest(method: method, path: path, query: query, headers: headers, body: Array(body.utf8)),
            now: now)
        return Reply(status: response.status, json: try JSON(response.body), response: response)
    }

    // MARK: Things that most tests begin with

    mutating func customer(card: String? = "pm_card_visa") throws -> String {
        let customer = try post("/v1/customers", "name=Ada&email=ada@example.com").id
        if let card {
            let attached = try post("/v1/payment_methods/\(card)/attach", "customer=\(customer)")
            try #require(attached.status == 200, "\(attached.text)")
        }
        return customer
    }

    mutating func card(of customer: String) throws -> String {
        try get("/v1/payment_methods", "customer=\(customer)&type=card").ids.first ?? ""
    }

    /// An intent of 1000 cents on a saved card, held off-session.
    mutating func hold(
        amount: Int = 1000, card: String = "pm_card_visa", _ more: String = "capture_method=manual"
    ) throws -> Reply {
        let customer = try customer(card: card)
        let method = try self.card(of: customer)
        return try post(
            "/v1/payment_intents",
            "amount=\(amount)&currency=usd&customer=\(customer)&payment_method=\(method)&confirm=true"
                + "&off_session=true&\(more)")
    }

    /// A captured payment of 1000 cents.
    mutating func payment(amount: Int = 1000, card: String = "pm_card_visa") throws -> Reply {
        let reply = try hold(amount: amount, card: card, "capture_method=automatic")
        try #require(reply["status"] == "succeeded", "\(reply.text)")
        return reply
    }

    /// An intent paid on-session with a card that was never saved.
    mutating func pay(_ card: String, _ more: String = "") throws -> Reply {
        try post(
            "/v1/payment_intents",
            "amount=1000&currency=usd&payment_method=\(card)&confirm=true&automatic_payment_methods[enabled]=true"
                + "&automatic_payment_methods[allow_redirects]=never\(more)")
    }

    // MARK: Events

    /// The types of all events, in the order in which they happened; on from the id of one, if given.
    mutating func eventTypes(after event: String = "") throws -> [String] {
        try events(after: event).map { $0["type"]?.string ?? "" }
    }

    /// All events, in the order in which they happened; on from the id of one, if given.
    mutating func events(after event: String = "") throws -> [JSON] {
        let query = "limit=100" + (event.isEmpty ? "" : "&ending_before=\(event)")
        return try get("/v1/events", query).json["data"]?.elements.reversed() ?? []
    }

    /// The id of the newest event; empty when there is none.
    mutating func lastEvent() throws -> String {
        try get("/v1/events", "limit=1").ids.first ?? ""
    }

    /// What the call fired.
    mutating func fired(_ path: String, _ form: String = "") throws -> [String] {
        let last = try lastEvent()
        _ = try post(path, form)
        return try eventTypes(after: last)
    }
}

extension Stub {
    /// All deliveries that are due.
    mutating func takeDeliveries(now: Int64) -> [Delivery] {
        var due: [Delivery] = []
        while let delivery = takeDelivery(now: now) { due.append(delivery) }
        return due
    }
}

// On an answer's way: a refusal, with Stripe's status, codes and text.

/// Stripe's error object (api_errors in its OpenAPI document) and the HTTP status that it comes with.
struct StubFailure: Error, Sendable {
    enum Kind: String, Sendable {
        case apiError = "api_error"
        case card = "card_error"
        case idempotency = "idempotency_error"
        case invalidRequest = "invalid_request_error"
    }

    var status = 400
    var kind = Kind.invalidRequest
    var message: String
    var code: String?
    var declineCode: String?
    var param: String?
    /// The objects that the refusal is about, whole, as Stripe adds them: `payment_intent`, `payment_method`.
    var about: [StubJSON.Member] = []
    /// Refusals before a request is known (no key, no such URL) have no `request_log_url`.
    var isLogged = true

    func with(_ name: String, _ value: StubJSON) -> StubFailure {
        guard !about.contains(where: { $0.name == name }) else { return self }
        var failure = self
        failure.about.append(StubJSON.Member(name: name, value: value))
        return failure
    }

    /// The members that an intent's `last_payment_error` shows too. Absent rather than null, in order of name.
    var members: [StubJSON.Member] {
        var members = about
        func add(_ name: String, _ text: String?) {
            if let text { members.append(StubJSON.Member(name: name, value: .text(text))) }
        }
        add("code", code)
        add("decline_code", declineCode)
        add("doc_url", code.map { "https://stripe.com/docs/error-codes/\($0.replacing("_", with: "-"))" })
        add("message", message)
        add("param", param)
        add("type", kind.rawValue)
        return members.sorted { $0.name < $1.name }
    }

    /// The body: `{"error": {...}}`.
    func body(account: String, requestID: String) -> StubJSON {
        var members = members
        if isLogged {
            let url = "https://dashboard.stripe.com/\(account)/test/workbench/logs?object=\(requestID)"
            members.append(StubJSON.Member(name: "request_log_url", value: .text(url)))
        }
        return ["error": .object(members.sorted { $0.name < $1.name })]
    }
}

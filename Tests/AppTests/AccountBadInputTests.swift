// The account routes with every kind of bad input: a clear 400 that names the field, and nothing reaches Stripe.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Bad input of the account routes", .timeLimit(.minutes(5)), .serialized)
struct AccountBadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let path: String
        let body: String
        let code: String
        /// What the message must speak of.
        let mentions: String

        var testDescription: String { "\(path) \(body.prefix(60))" }
    }

    private static func long(_ count: Int) -> String { String(repeating: "a", count: count) }

    /// The fields that sign-up and change share.
    static func person(_ path: String, _ rest: String) -> [Case] {
        func email(_ json: String, _ code: String = "email_invalid") -> Case {
            Case(path: path, body: #"{"name":"N","email":\#(json)\#(rest)}"#, code: code, mentions: "email")
        }
        func name(_ json: String, _ code: String) -> Case {
            Case(
                path: path, body: #"{"name":\#(json),"email":"a@b.example"\#(rest)}"#, code: code,
                mentions: "name")
        }
        return [
            email(#""ada""#), email(#""ada@""#), email(#""@example.com""#), email(#""a@b@example.com""#),
            email(#""ada lovelace@example.com""#), email(#""ada@example.com\r\nX: y""#),
            email(#""ada@exa\u0000mple.com""#), email(#""\#(long(512))@b.example""#, "parameter_too_long"),
            email(#""""#, "parameter_invalid_empty"), email("null", "parameter_missing"),
            email("12", "parameter_invalid_string"), email(#"["a@b.example"]"#, "parameter_invalid_string"),
            name("null", "parameter_missing"), name(#""""#, "parameter_invalid_empty"),
            name(#""  ""#, "parameter_invalid_empty"), name(#""\#(long(257))""#, "parameter_too_long"),
            name("true", "parameter_invalid_string"),
            Case(
                path: path, body: #"{"name":"a","name":"b","email":"a@b.example"\#(rest)}"#,
                code: "parameter_repeated", mentions: "name"),
            Case(path: path, body: #"{"name":"#, code: "body_invalid", mentions: "body"),
            Case(path: path, body: "[]", code: "body_invalid", mentions: "JSON object"),
        ]
    }

    static let cases: [Case] =
        person("/lessons", #","first_lesson":"30 Nov""#) + person("/account-update/cus_1", "")
        + person("/account-update", #","customer_id":"cus_1""#) + [
            Case(
                path: "/lessons", body: #"{"name":"N","email":"a@b.example"}"#, code: "parameter_missing",
                mentions: "first_lesson"),
            Case(
                path: "/lessons",
                body: #"{"name":"N","email":"a@b.example","first_lesson":"\#(long(501))"}"#,
                code: "parameter_too_long", mentions: "first_lesson"),
            Case(
                path: "/account-update", body: #"{"name":"N","email":"a@b.example"}"#,
                code: "parameter_missing", mentions: "customer_id"),
            Case(
                path: "/account-update/a%20b", body: #"{"name":"N","email":"a@b.example"}"#,
                code: "parameter_invalid_string", mentions: "customer_id"),
            Case(
                path: "/update-payment-details/cus_1", body: "{}", code: "parameter_missing",
                mentions: "setup_intent"),
            Case(
                path: "/update-payment-details/cus_1", body: #"{"setup_intent":"../x"}"#,
                code: "parameter_invalid_string", mentions: "setup_intent"),
            Case(
                path: "/update-payment-details/cus_1", body: #"{"payment_method":""}"#,
                code: "parameter_invalid_empty", mentions: "payment_method"),
            Case(
                path: "/update-payment-details/cus.1", body: #"{"setup_intent":"seti_1"}"#,
                code: "parameter_invalid_string", mentions: "customer_id"),
            Case(
                path: "/delete-account/a%2Fb", body: "", code: "parameter_invalid_string",
                mentions: "customer_id"),
        ]

    @Test("is answered with 400, code and field, and Stripe hears nothing of it")
    func refused() async throws {
        try await Shop.open { shop in
            for input in Self.cases {
                let reply = try await shop.post(input.path, json: input.body)
                #expect(reply.status == 400, "\(input.testDescription): \(reply.text)")
                #expect(reply.errorCode == input.code, "\(input.testDescription): \(reply.text)")
                #expect(reply.errorMessage?.contains(input.mentions) == true, "\(input.testDescription)")
            }
            let card = try await shop.get("/payment-method/a%20b")
            #expect(card.status == 400)
            #expect(card.errorCode == "parameter_invalid_string")
            #expect(shop.stripe.calls.isEmpty)
        }
    }

    @Test("another Content-Type is 415, a method that is not there 405, both in JSON")
    func typesAndMethods() async throws {
        try await Shop.open { shop in
            for path in ["/lessons", "/account-update/cus_1", "/update-payment-details/cus_1"] {
                let reply = try await shop.post(path, Array("{}".utf8), headers: ["Content-Type: text/plain"])
                #expect(reply.status == 415, "\(path)")
                #expect(reply.errorCode == "media_type_unsupported")
            }
            let wrongMethod = try await shop.get("/delete-account/cus_1")
            #expect(wrongMethod.status == 405)
            #expect(wrongMethod.errorCode == "method_not_allowed")
            let underscored = try await shop.get("/payment_method/cus_1")
            #expect(underscored.status == 404)
            #expect(underscored.errorCode == "not_found")
        }
    }

    @Test("a page of another site can neither sign up, change, read nor delete")
    func foreignPages() async throws {
        try await Shop.open { shop in
            let foreign = ["Origin: https://evil.example", "Sec-Fetch-Site: cross-site"]
            for path in [
                "/lessons", "/account-update", "/account-update/cus_1", "/update-payment-details/cus_1",
                "/delete-account/cus_1",
            ] {
                let reply = try await shop.post(path, json: "{}", headers: foreign)
                #expect(reply.errorCode == "origin_forbidden", "\(path): \(reply.text)")
            }
            let card = try await shop.get("/payment-method/\(Shop.good)", headers: foreign)
            #expect(card.errorCode == "origin_forbidden")
            #expect(shop.stripe.calls.isEmpty)
        }
    }
}

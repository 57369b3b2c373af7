// Every route with every kind of bad input: a clear 400 that names the field, and nothing reaches Stripe.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Bad input", .timeLimit(.minutes(5)), .serialized)
struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let body: String
        let code: String
        /// What the message must speak of.
        let mentions: String
        var status = 400

        var testDescription: String { name }
    }

    struct LessonRoute: Sendable, CustomTestStringConvertible {
        let path: String
        /// The field that names the customer or the intent.
        let subject: String
        let needsAmount: Bool

        var testDescription: String { path }

        /// A good body with `changes` made to it: a member's JSON, or nil to leave the member out.
        func body(_ changes: [String: String?]) -> String {
            var members: [String: String?] = [subject: #""abc_1""#, "amount": "1250"]
            if needsAmount { members["description"] = #""Guitar lesson""# }
            members.merge(changes) { $1 }
            let written = members.compactMap { name, json in json.map { "\"\(name)\":\($0)" } }.sorted()
            return "{\(written.joined(separator: ","))}"
        }

        static let all = [
            LessonRoute(path: "/schedule-lesson", subject: "customer_id", needsAmount: true),
            LessonRoute(path: "/complete-lesson-payment", subject: "payment_intent_id", needsAmount: false),
            LessonRoute(path: "/refund-lesson", subject: "payment_intent_id", needsAmount: false),
        ]
    }

    static func cases(_ route: LessonRoute) -> [Case] {
        let integer = "parameter_invalid_integer"
        func amount(_ name: String, _ json: String, _ code: String = integer) -> Case {
            Case(name: name, body: route.body(["amount": json]), code: code, mentions: "amount")
        }
        func subject(_ name: String, _ json: String?, _ code: String) -> Case {
            Case(name: name, body: route.body([route.subject: json]), code: code, mentions: route.subject)
        }
        var cases = [
            amount("a fraction", "12.5", integer), amount("a fraction of nothing", "12.0", integer),
            amount("an exponent", "1e3", integer), amount("digits and letters", #""12abc""#),
            amount("a fraction as text", #""12.5""#), amount("a sign as text", #""+5""#),
            amount("spaces", #"" 5""#), amount("negative", "-5"), amount("negative as text", #""-5""#),
            amount("zero", "0"), amount("zero as text", #""0""#), amount("one cent too many", "100000000"),
            amount("more than 64 bits", "99999999999999999999999"), amount("other digits", #""１２""#),
            amount("true", "true"), amount("an object", "{}"), amount("an array", "[1250]"),
            amount("empty", #""""#, "parameter_invalid_empty"),
            subject("missing", nil, "parameter_missing"), subject("null", "null", "parameter_missing"),
            subject("empty", #""""#, "parameter_invalid_empty"),
            subject("a number", "12", "parameter_invalid_string"),
            subject("an object", #"{"id":"abc_1"}"#, "parameter_invalid_string"),
            subject("a path", #""abc/../x""#, "parameter_invalid_string"),
            subject("a space", #""abc 1""#, "parameter_invalid_string"),
            subject("over-long", "\"\(String(repeating: "a", count: 256))\"", "parameter_too_long"),
            Case(
                name: "given twice",
                body: #"{"\#(route.subject)":"a","\#(route.subject)":"b","amount":1,"description":"d"}"#,
                code: "parameter_repeated", mentions: route.subject),
            Case(name: "broken JSON", body: #"{"amount": 12"#, code: "body_invalid", mentions: "body"),
            Case(name: "two values", body: "{} {}", code: "body_invalid", mentions: "body"),
            Case(name: "an array", body: "[]", code: "body_invalid", mentions: "JSON object"),
            Case(name: "no JSON at all", body: "amount", code: "body_invalid", mentions: "body"),
            Case(name: "nothing", body: "", code: "body_invalid", mentions: "body"),
        ]
        if route.needsAmount {
            cases += [
                Case(
                    name: "no amount", body: route.body(["amount": nil]), code: "parameter_missing",
                    mentions: "amount"),
                Case(
                    name: "amount null", body: route.body(["amount": "null"]), code: "parameter_missing",
                    mentions: "amount"),
                Case(
                    name: "no description", body: route.body(["description": nil]), code: "parameter_missing",
                    mentions: "description"),
                Case(
                    name: "empty description", body: route.body(["description": #""""#]),
                    code: "parameter_invalid_empty", mentions: "description"),
                Case(
                    name: "a description that is a number", body: route.body(["description": "5"]),
                    code: "parameter_invalid_string", mentions: "description"),
                Case(
                    name: "over-long description",
                    body: route.body(["description": "\"\(String(repeating: "é", count: 1001))\""]),
                    code: "parameter_too_long", mentions: "description"),
            ]
        }
        return cases
    }

    @Test("is refused by name, and nothing reaches Stripe", arguments: LessonRoute.all)
    func refused(route: LessonRoute) async throws {
        try await Shop.open { shop in
            for bad in Self.cases(route) {
                let reply = try await shop.post(route.path, json: bad.body)
                #expect(reply.status == bad.status, "\(bad.name): \(reply.text)")
                #expect(reply.errorCode == bad.code, "\(bad.name): \(reply.text)")
                #expect(reply.errorMessage?.contains(bad.mentions) == true, "\(bad.name): \(reply.text)")
            }
            #expect(shop.stripe.calls.isEmpty)
        }
    }

    @Test("in a form is refused in the same way", arguments: LessonRoute.all)
    func refusedForm(route: LessonRoute) async throws {
        try await Shop.open { shop in
            let rest = route.needsAmount ? "&description=d" : ""
            for (form, code) in [
                ("\(route.subject)=a&amount=12.5\(rest)", "parameter_invalid_integer"),
                ("\(route.subject)=a&amount=\(rest)", "parameter_invalid_empty"),
                ("amount=5\(rest)", "parameter_missing"),
                ("\(route.subject)=a&\(route.subject)=b&amount=5\(rest)", "parameter_repeated"),
                ("\(route.subject)=%FF&amount=5\(rest)", "parameter_invalid_string"),
                ("\(route.subject)=%zz&amount=5\(rest)", "body_invalid"),
                ("", "parameter_missing"),
            ] {
                let reply = try await shop.post(route.path, form: form)
                #expect(reply.status == 400, "\(form): \(reply.text)")
                #expect(reply.errorCode == code, "\(form): \(reply.text)")
            }
            #expect(shop.stripe.calls.isEmpty)
        }
    }

    @Test("in UTF-8 that is none is refused")
    func brokenUTF8() async throws {
        try await Shop.open { shop in
            let body =
                Array(#"{"customer_id":"cus_"#.utf8) + [0xC3, 0x28]
                + Array(#"","amount":1,"description":"d"}"#.utf8)
            let reply = try await shop.post(
                "/schedule-lesson", body, headers: ["Content-Type: application/json"])
            #expect(reply.status == 400)
            #expect(reply.errorMessage?.contains("UTF-8") == true, "\(reply.text)")
            #expect(shop.stripe.calls.isEmpty)
        }
    }

    @Test("unknown fields are ignored, whatever they hold")
    func unknownFields() async throws {
        try await Shop.open { shop in
            let reply = try await shop.post(
                "/schedule-lesson",
                json:
                    #"{"customer_id":"cus_SandboxApprove","amount":500,"description":"d","x":{"y":[1]},"x":2}"#
            )
            #expect(reply.status == 200, "\(reply.text)")
        }
    }

    @Test("another Content-Type is 415, none at all is judged by the first byte")
    func contentTypes() async throws {
        try await Shop.open { shop in
            let json = #"{"customer_id":"cus_SandboxApprove","amount":500,"description":"d"}"#
            let form = "customer_id=cus_SandboxApprove&amount=500&description=d"
            for type in ["text/plain", "application/xml", "multipart/form-data; boundary=x", "json"] {
                let reply = try await shop.post(
                    "/schedule-lesson", Array(json.utf8), headers: ["Content-Type: \(type)"])
                #expect(reply.status == 415, "\(type)")
                #expect(reply.errorCode == "media_type_unsupported")
            }
            #expect(shop.stripe.calls.isEmpty)
            // libcurl sends no Content-Type when it is told of an empty one.
            for body in [json, "  \n" + json, form] {
                let reply = try await shop.post(
                    "/schedule-lesson", Array(body.utf8), headers: ["Content-Type:"])
                #expect(reply.status == 200, "\(reply.text)")
            }
            let reply = try await shop.post(
                "/schedule-lesson", Array(json.utf8),
                headers: ["Content-Type: Application/JSON; charset=utf-8"])
            #expect(reply.status == 200, "\(reply.text)")
        }
    }

    @Test("a body over the limit is 413")
    func tooLarge() async throws {
        try await Shop.open { shop in
            let reply = try await shop.post(
                "/schedule-lesson", json: #"{"description":"\#(String(repeating: "a", count: 70_000))"}"#)
            #expect(reply.status == 413)
            #expect(reply.errorCode == "request_invalid")
            #expect(shop.stripe.calls.isEmpty)
        }
    }

    @Test("an Idempotency-Key that is empty, over-long or not plain is refused", arguments: LessonRoute.all)
    func idempotencyKeys(route: LessonRoute) async throws {
        try await Shop.open { shop in
            for key in [String(repeating: "k", count: 256), "two words", "é"] {
                let reply = try await shop.post(
                    route.path, json: route.body([:]), headers: ["Idempotency-Key: \(key)"])
                #expect(reply.status == 400, "\(reply.text)")
                #expect(reply.errorCode == "idempotency_key_invalid")
            }
            let twice = try await shop.post(
                route.path, json: route.body([:]), headers: ["Idempotency-Key: a", "Idempotency-Key: b"])
            #expect(twice.errorCode == "idempotency_key_invalid")
            #expect(shop.stripe.calls.isEmpty)
        }
    }
}

// What the payment door does not take: a clear 400 that names the field, and nothing reaches Stripe.
import App
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Bad input of the payment door", .timeLimit(.minutes(5)), .serialized)
struct PaymentAPIBadInputTests {
    typealias Case = BookingBadInputTests.Case

    private static let decimal = "parameter_invalid_decimal"

    /// Of `amount`, in every body that has one.
    private static let amounts = [
        Case("amount", #""100.99""#, "parameter_invalid", "JSON number"),
        Case("amount", #""""#, "parameter_invalid", "JSON number"),
        Case("amount", "1e2", decimal, "exponent"), Case("amount", "1.0E1", decimal, "exponent"),
        Case("amount", "100.999", decimal, "2 digits behind the point"),
        Case("amount", "100.990", decimal, "2 digits behind the point"),
        Case("amount", "-1", decimal, "negative"), Case("amount", "0", decimal, "from 0.01"),
        Case("amount", "0.00", decimal, "from 0.01"), Case("amount", "1000000", decimal, "to 999999.99"),
        Case("amount", "99999999999999999999999", decimal, "to 999999.99"),
        Case("amount", "true", decimal, "number"), Case("amount", "[1]", decimal, "number"),
        Case("amount", #"{"a":1}"#, decimal, "number"),
    ]

    private static let cases =
        amounts + [
            Case("amount", nil, "parameter_missing", "amount"),
            Case("amount", "null", "parameter_missing", "amount"),
            Case("amount", "0.49", "amount_too_small", "$0.50"),
            Case("currency", nil, "parameter_missing", "currency"),
            Case("currency", #""dollars""#, "currency_invalid", "usd"),
            Case("currency", #""U$D""#, "currency_invalid", "usd"),
            Case("currency", #""uſd""#, "currency_invalid", "usd"),
            Case("currency", "840", "currency_invalid", "usd"),
            Case("currency", #""JPY""#, decimal, "whole"),
            Case("stripeToken", nil, "parameter_missing", "stripeToken"),
            Case("stripeToken", #""""#, "parameter_invalid_empty", "empty"),
            Case("stripeToken", "1", "parameter_invalid_string", "string"),
            Case("stripeToken", #""abc123""#, "parameter_invalid", "pi_"),
            Case("stripeToken", #""cus_123""#, "parameter_invalid", "pi_"),
            Case("stripeToken", #""seti_123""#, "parameter_invalid", "pi_"),
            Case("stripeToken", #""pi_1/../x""#, "parameter_invalid", "pi_"),
            Case("stripeToken", #""pi_1?a=b""#, "parameter_invalid", "pi_"),
            Case("stripeToken", "\"pi_\(String(repeating: "a", count: 253))\"", "parameter_too_long", "255"),
            Case("email", #""foo""#, "email_invalid", "mail address"),
            Case("email", #""foo@""#, "email_invalid", "mail address"),
            Case("email", #""foo@bar@baz""#, "email_invalid", "mail address"),
            Case("email", "1", "parameter_invalid_string", "string"),
            Case("description", "1", "parameter_invalid_string", "string"),
            Case("description", #""""#, "parameter_invalid_empty", "empty"),
            Case("description", "\"\(String(repeating: "é", count: 1001))\"", "parameter_too_long", "1000"),
        ]

    @Test("each field that does not fit is named with its mend")
    func badFields() async throws {
        try await PaymentDesk.open { desk in
            for item in Self.cases {
                let reply = try await desk.put(desk.charge([item.field: item.json]))
                try expect(item, reply)
            }
            #expect(desk.shop.stripe.calls.isEmpty)
            #expect(try await desk.get("/payments").json["payments"]?.elements.isEmpty == true)
        }
    }

    @Test("a part of a payment is read as exactly, and nothing moves")
    func badParts() async throws {
        try await PaymentDesk.open { desk in
            let (held, captured) = (try await desk.held(), try await desk.held())
            _ = try await desk.post("/payment/\(captured)/complete")
            let calls = desk.shop.stripe.calls.count
            for item in Self.amounts {
                let body = #"{"amount":\#(item.json ?? "null")}"#
                try expect(item, try await desk.post("/payment/\(held)/complete", body))
                try expect(item, try await desk.post("/payment/\(captured)/refund", body))
            }
            #expect(desk.shop.stripe.calls.count == calls)
        }
    }

    private func expect(_ item: Case, _ reply: Reply) throws {
        let shown = "\(item.field) \(item.json ?? "missing"): \(reply.text)"
        #expect(reply.status == 400, "\(shown)")
        #expect(reply.isProblem, "\(shown)")
        #expect(reply.problem == item.code, "\(shown)")
        #expect(reply.detail?.contains(item.mentions) == true, "\(shown)")
        #expect(reply.field == (item.json == #""JPY""# ? "amount" : item.field), "\(shown)")
    }

    @Test("amounts between Stripe's steps of a currency are refused at every door that reads one")
    func steps() async throws {
        try await PaymentDesk.open { desk in
            for (currency, bad, good) in [
                ("kwd", "10.005", "10.01"), ("isk", "100.5", "100"), ("UGX", "5000.01", "5000.00"),
            ] {
                let refused = try await desk.put(
                    desk.charge(["currency": "\"\(currency)\"", "amount": bad]))
                #expect(refused.status == 400 && refused.field == "amount", "\(refused.text)")
                #expect(refused.detail?.contains("multiple") == true)
                let intent = try await desk.put(
                    desk.charge([
                        "currency": "\"\(currency)\"", "amount": good,
                        "stripeToken": "\"pm_card_visa_\(currency.lowercased())\"",
                    ]))
                // Only the token is wrong with it.
                #expect(intent.field == "stripeToken", "\(intent.text)")
            }
        }
        try await Desk.open { desk in
            let cases = [
                (["amount": "10.005", "currency": #""kwd""#], "amount"),
                (["amount": nil, "amount_cents": "10005", "currency": #""kwd""#], "amount_cents"),
                (["amount": nil, "amount_cents": "10050", "currency": #""isk""#], "amount_cents"),
            ]
            for (changes, field) in cases {
                let reply = try await desk.book(inHours: 2000, changes)
                #expect(reply.status == 400 && reply.field == field, "\(reply.text)")
            }
            let booking = try await desk.held(["amount": "10.010", "currency": #""kwd""#])
            for body in [#"{"amount":9.005,"currency":"kwd"}"#, #"{"amount_cents":9005}"#] {
                let reply = try await desk.act("capture-payment", booking, body)
                #expect(reply.status == 400, "\(reply.text)")
                #expect(reply.field?.hasPrefix("amount") == true)
            }
            // 10010 * 25 / 60 is 4170.83: what is computed is moved in steps too.
            let taught = try await desk.act("complete", booking, #"{"minutes_taught":25}"#)
            #expect(taught.booking?["captured_amount_cents"]?.integer == 4170, "\(taught.text)")
        }
    }

    @Test("a field that nobody knows is ignored; one that is given twice is not")
    func unknownFields() async throws {
        try await PaymentDesk.open { desk in
            let told = try await desk.putUnchecked(
                desk.charge(["catalogId": #""flight-7""#, "captured": "true"]))
            #expect(told.isAuthorized, "\(told.text)")
            let twice = desk.charge().dropLast() + #","amount":1}"#
            let reply = try await desk.put(String(twice))
            #expect(reply.status == 400 && reply.field == "amount", "\(reply.text)")
            #expect(reply.problem == "parameter_repeated")
        }
    }

    @Test("bodies are JSON alone: a form is 415, and what is no object is 400")
    func bodies() async throws {
        try await PaymentDesk.open { desk in
            let form = "amount=100.99&currency=usd&stripeToken=pm_card_visa"
            let id = try await desk.held()
            for reply in [
                try await desk.put(form, type: "application/x-www-form-urlencoded"),
                try await desk.put(desk.charge(), type: "text/plain"),
                try await desk.post("/payment/\(id)/complete", form: "amount=1"),
                try await desk.post("/payment/\(id)/refund", form: "amount=1"),
            ] {
                #expect(reply.status == 415, "\(reply.text)")
                #expect(reply.problem == "media_type_unsupported")
                #expect(reply.isProblem)
            }
            for body in [
                "{", "[]", "100.99", #"{"amount":NaN}"#, #"{"amount":0100}"#, #"{"amount":Infinity}"#,
            ] {
                let reply = try await desk.put(body)
                #expect(reply.status == 400, "\(body): \(reply.text)")
                #expect(reply.problem == "body_invalid", "\(body)")
            }
            #expect(try await desk.put("").problem == "parameter_missing")
        }
    }
}

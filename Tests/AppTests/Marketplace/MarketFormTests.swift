// Proves what the marketplace's bodies may say, which field is named when one does not fit, and where cards never go.
import App
import Basics
import CurlClient
import HTTPServer
import Payments
import StripeStub
import Testing
import Tokens

@testable import App

@Suite("Marketplace: forms", .timeLimit(.minutes(5)), .serialized)
struct MarketFormTests {
    private static let card = "{\(Market.card())}"

    @Test(
        "what does not fit is 400 by the field's name, and Stripe is not asked",
        arguments: [
            (Market.process, #"{}"#, "gig_id"), (Market.process, #"{"gig_id":0}"#, "gig_id"),
            (Market.process, #"{"gig_id":"one"}"#, "gig_id"),
            (Market.process, #"{"gig_id":1,"card_details":"4242"}"#, "card_details"),
            (Market.process, #"{"gig_id":1,"card_details":[]}"#, "card_details"),
            (Market.process, #"{"gig_id":1,"card_details":{}}"#, "card_number"),
            (Market.process, #"{"gig_id":1,"card_details":{"card_number":"4242424242424242"}}"#, "exp_month"),
            (
                Market.process,
                #"{"gig_id":1,"card_details":{"card_number":"4242424242424242","exp_month":13,"exp_year":2030}}"#,
                "exp_month"
            ),
            (
                Market.process,
                #"{"gig_id":1,"card_details":{"card_number":"4242424242424242","exp_month":12,"exp_year":"x"}}"#,
                "exp_year"
            ),
            (
                Market.process,
                #"{"gig_id":1,"card_details":{"card_number":"4242424242424242","exp_month":1,"exp_year":9,"cvc":"1"}}"#,
                "cvc"
            ),
            (Market.process, #"{"gig_id":1,"card_details":\#(card),"save_card":"maybe"}"#, "save_card"),
            (Market.process, #"{"gig_id":1,"card_details":\#(card),"currency":"dollars"}"#, "currency"),
            (Market.process, #"{"gig_id":1,"saved_payment_method_id":"a b"}"#, "saved_payment_method_id"),
            (Market.add, #"{}"#, "card_number"), (Market.add, #"{"card_number":4242}"#, "card_number"),
            (Market.add, #"{"payment_method":"pm_card_visa","cvc":"123"}"#, "payment_method"),
            (Market.add, #"{"payment_method":7}"#, "payment_method"),
        ])
    func badFields(path: String, body: String, field: String) async throws {
        try await Market.open { market in
            let before = market.shop.stripe.calls.count
            let reply = try await market.post(path, body)
            #expect(reply.status == 400)
            #expect(reply.param == field, "\(reply.text)")
            #expect(reply.detailsCode != nil)
            #expect(market.shop.stripe.calls.count == before)
        }
    }

    @Test("one card is given, not two")
    func several() async throws {
        try await Market.open { market in
            for others in [
                #""card_details":\#(Self.card),"saved_payment_method_id":"pm_1""#,
                #""card_details":\#(Self.card),"payment_method":"pm_card_visa""#,
                #""payment_method":"pm_card_visa","saved_payment_method_id":"pm_1""#,
            ] {
                let reply = try await market.post(Market.process, "{\"gig_id\":1,\(others)}")
                #expect(reply.status == 400)
                #expect(
                    reply.json["error"]?.string
                        == "Give either card_details or saved_payment_method_id, not both")
                #expect(reply.detailsCode == "parameters_exclusive", "\(reply.text)")
            }
            // Null is not given.
            let reply = try await market.post(
                Market.process,
                #"{"gig_id":1,"card_details":\#(Self.card),"saved_payment_method_id":null,"payment_method":null}"#
            )
            #expect(reply.status == 200, "\(reply.text)")
        }
    }

    @Test("gigs are paid in dollars only, in whatever case that is said")
    func currency() async throws {
        try await Market.open { market in
            let euros = try await market.post(
                Market.process, #"{"gig_id":1,"card_details":\#(Self.card),"currency":"EUR"}"#)
            #expect(euros.status == 400)
            #expect(
                euros.text == """
                    {"success":false,"error":"Gigs are paid in USD only.",\
                    "details":{"code":"currency_unsupported","param":"currency"}}
                    """)
            let dollars = try await market.post(
                Market.process, #"{"gig_id":1,"card_details":\#(Self.card),"currency":"USD"}"#)
            #expect(dollars.status == 200, "\(dollars.text)")
        }
    }

    @Test("numbers may come as strings of digits, as a collection's variables are; two digits are a year too")
    func strings() async throws {
        try await Market.open { market in
            let paid = try await market.post(
                "/api/payments/process-payment",
                """
                {"gig_id":"1","card_details":{"card_number":"4242 4242-4242 4242","exp_month":"12",\
                "exp_year":"2025","cvc":"123"},"save_card":"true"}
                """)
            #expect(paid.status == 200, "\(paid.text)")
            #expect(paid.json["payment_method_saved"]?.bool == true)
            let added = try await market.post(
                "/api/payments/add-payment-method",
                #"{"card_number":"5555555555554444","exp_month":"01","exp_year":"34","save_for_future":true}"#
            )
            #expect(added.status == 200, "\(added.text)")
        }
    }

    @Test("a PaymentMethod of Stripe's stands in for the card's details")
    func methods() async throws {
        try await Market.open { market in
            let added = try await market.post(Market.add, #"{"payment_method":"pm_card_mastercard"}"#)
            #expect(added.status == 200)
            #expect(added.json["card_brand"]?.string == "mastercard", "\(added.text)")
            #expect(added.json["saved"]?.bool == false)
            let paid = try await market.post(
                Market.process, #"{"gig_id":2,"payment_method":"pm_card_visa","save_card":true}"#)
            #expect(paid.status == 200)
            #expect(paid.json["payment_method_saved"]?.bool == true, "\(paid.text)")
        }
    }

    @Test("a number that is not one of Stripe's test numbers must not have expired, and needs Stripe's leave")
    func realNumbers() async throws {
        try await Market.open { market in
            func add(_ year: String) async throws -> Reply {
                try await market.post(Market.add, "{\(Market.card("4012888888881881", year: year))}")
            }
            let expired = try await add("2020")
            #expect(expired.status == 400)
            #expect(
                expired.text == """
                    {"success":false,"error":"Your card has expired.",\
                    "details":{"code":"expired_card","param":"exp_year"}}
                    """)
            let good = try await add("2090")
            #expect(good.status == 400)
            #expect(good.detailsCode == "raw_cards_disabled", "\(good.text)")
            #expect(good.param == "card_number")
        }
    }

    @Test(
        "what is wrong with a card other than a bank's no is said in Stripe's words",
        arguments: [
            ("4000000000000069", "expired_card", "exp_year"), ("4000000000000127", "incorrect_cvc", "cvc"),
            ("4000000000000119", "processing_error", "card_number"),
        ])
    func otherErrors(number: String, code: String, param: String) async throws {
        try await Market.open { market in
            let reply = try await market.pay(1, number)
            #expect(reply.status == 402)
            #expect(reply.detailsCode == code, "\(reply.text)")
            #expect(reply.param == param)
            #expect(reply.json["details"]?["decline_code"] == nil)
            #expect(reply.json["error"]?.string?.isEmpty == false)
        }
    }

    @Test(
        "Stripe's codes for a card become ours: one sentence for each bank's no, one for each invalid number")
    func codes() {
        func details(_ code: String) -> MarketErrorBody {
            MarketErrorBody(cardRefusedWith: code, "In words.")
        }
        #expect(details("incorrect_number") == .invalidCard)
        #expect(
            details("card_declined").details == .init(declineCode: "generic_decline", param: "card_number"))
        #expect(details("do_not_honor").error == "Your card was declined.")
        #expect(details("authentication_required").error == "In words.")
        #expect(details("incorrect_cvc").details == .init(code: "incorrect_cvc", param: "cvc"))
        #expect(details("fraudulent").status == .paymentRequired)
    }

    @Test("a body that is no JSON is told so, by the media type first")
    func media() async throws {
        try await Market.open { market in
            let line = try Desk.Person.ada.authorization(
                TokenSigner(secret: Secret(AuthSettings.sandboxSecret)), now: market.now)
            let form = try await market.shop.post(Market.add, form: "card_number=4242", headers: [line])
            #expect(form.status == 415)
            #expect(form.detailsCode == "media_type_unsupported", "\(form.text)")
            let broken = try await market.post(Market.add, #"{"card_number":"#)
            #expect(broken.status == 400)
            #expect(broken.detailsCode == "body_invalid", "\(broken.text)")
        }
    }

    @Test("no log line and no answer has a card's number, whatever went wrong with it")
    func secrecy() async throws {
        try await Market.open { market in
            let number = "4242424242424242"
            var answers: [Reply] = []
            answers.append(try await market.addCard(number))
            answers.append(try await market.pay(1, number, saves: true, key: "once"))
            answers.append(try await market.pay(99, number))
            for bad in [number + "1", "4012888888881881", "4000000000000002"] {
                answers.append(try await market.addCard(bad))
                answers.append(try await market.pay(1, bad))
            }
            answers.append(
                try await market.post(Market.add, #"{"card_number":"\#(number)","exp_month":"\#(number)"}"#))
            answers.append(try await market.get("/api/payments/payment-methods/"))
            for secret in [number, "4012888888881881", "4000000000000002", "John Doe", #""cvc""#] {
                #expect(!market.shop.log.text.contains(secret))
                for answer in answers { #expect(!answer.text.contains(secret), "\(answer.text)") }
            }
        }
    }

    @Test("what makes two orders the same has no card in it that could be guessed")
    func digest() throws {
        func content(_ card: String) throws -> String {
            let body = #"{"gig_id":1,"card_details":{\#(card)},"save_card":true}"#
            let request = try Request.bare("POST /api/payments/process-payment/", body: body)
            return String(decoding: try PayGigForm(try FormReader(jsonOf: request)).content, as: UTF8.self)
        }
        let one = try content(Market.card())
        #expect(one.contains("4242"))
        for secret in ["42424242", "123", "John"] { #expect(!one.contains(secret), "\(one)") }
        #expect(try content(Market.card("5555555555554444")) != one)
        #expect(try content(Market.card(year: "2031")) != one)
    }
}

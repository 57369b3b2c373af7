// Proves the marketplace's bodies byte for byte, from a card to a booked gig, as callers have them in their code.
import App
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Marketplace: bodies", .timeLimit(.minutes(5)), .serialized)
struct MarketFlowTests {
    @Test("a card is added, a gig is paid with it, and the payment is read: each body to the letter")
    func flow() async throws {
        try await Market.open { market in
            let added = try await market.post(
                "/api/payments/add-payment-method/",
                """
                {"card_number":"4242424242424242","exp_month":12,"exp_year":2025,"cvc":"123",\
                "cardholder_name":"John Doe","save_for_future":true}
                """)
            #expect(added.status == 200)
            #expect(
                added.masked == """
                    {"success":true,"message":"Payment method added successfully","payment_method_id":"pm_*",\
                    "card_last4":"4242","card_brand":"visa","saved":true}
                    """)
            let method = added.json["payment_method_id"]?.string ?? ""
            let paid = try await market.post(
                "/stripe-payments/process-payment/",
                #"{"gig_id":1,"saved_payment_method_id":"\#(method)"}"#)
            #expect(paid.status == 200)
            #expect(
                paid.masked == """
                    {"success":true,"message":"Payment processed successfully","payment_id":1,\
                    "payment_intent_id":"pi_*","amount":50.00,"currency":"usd","status":"succeeded",\
                    "booking_id":1,"used_saved_card":true}
                    """)
            let read = try await market.get("/api/payments/payments/1/")
            #expect(read.status == 200)
            #expect(
                read.masked == """
                    {"payment_id":1,"payment_intent_id":"pi_*","amount":50.00,"currency":"usd",\
                    "status":"succeeded","booking_id":1,"used_saved_card":true,"gig_id":1,\
                    "created_at":"\(CivilTime.rfc3339(market.now))","refunded_amount":0.00,\
                    "booking_status":"requested"}
                    """)
            #expect(read.header("Cache-Control") == "no-store")
        }
    }

    @Test("a gig is paid with a new card, which is saved with it and stands in the list")
    func newCard() async throws {
        try await Market.open { market in
            let paid = try await market.post(
                "/api/payments/process-payment/",
                """
                {"gig_id":2,"card_details":{"card_number":"4242424242424242","exp_month":12,"exp_year":2025,\
                "cvc":"123","cardholder_name":"Jane Smith"},"save_card":true}
                """)
            #expect(paid.status == 200)
            #expect(
                paid.masked == """
                    {"success":true,"message":"Payment processed successfully","payment_id":1,\
                    "payment_intent_id":"pi_*","amount":75.00,"currency":"usd","status":"succeeded",\
                    "booking_id":1,"payment_method_saved":true}
                    """)
            let cards = try await market.get("/api/payments/payment-methods/")
            #expect(cards.status == 200)
            #expect(
                cards.masked == """
                    {"results":[{"id":1,"stripe_payment_method_id":"pm_*","card_last4":"4242",\
                    "card_brand":"visa","card_exp_month":12,"card_exp_year":2025,\
                    "created_at":"\(CivilTime.rfc3339(market.now))"}]}
                    """)
            let unsaved = try await market.pay(1)
            #expect(unsaved.json["payment_method_saved"]?.bool == false, "\(unsaved.text)")
            #expect(unsaved.json["used_saved_card"] == nil)
            let list = try await market.get("/api/payments/payments/?limit=1")
            #expect(list.json["results"]?.elements.map { $0["payment_id"]?.integer } == [2])
            #expect(list.header("Link")?.contains("</api/payments/payments/?limit=1&cursor=") == true)
            let removed = try await market.delete("/api/payments/payment-methods/1/")
            #expect(
                removed.text == #"{"success":true,"message":"Payment method removed successfully"}"#)
            let none = try await market.get("/api/payments/payment-methods")
            #expect(none.text == #"{"results":[]}"#)
        }
    }

    @Test("the four errors that callers know are what they are, to the letter")
    func errors() async throws {
        try await Market.open { market in
            let declined = try await market.addCard("4000000000000002")
            #expect(declined.status == 402)
            #expect(
                declined.text == """
                    {"success":false,"error":"Your card was declined.",\
                    "details":{"decline_code":"generic_decline","param":"card_number"}}
                    """)
            let poor = try await market.pay(1, "4000000000009995")
            #expect(poor.status == 402)
            #expect(
                poor.text == """
                    {"success":false,"error":"Your card was declined.",\
                    "details":{"decline_code":"insufficient_funds","param":"card_number"}}
                    """)
            for invalid in [
                try await market.addCard("4242424242424241"), try await market.pay(1, "4242424242424241"),
                try await market.addCard("4242"), try await market.addCard("forty-two"),
            ] {
                #expect(invalid.status == 400)
                #expect(
                    invalid.text == """
                        {"success":false,"error":"Your card number is invalid.",\
                        "details":{"code":"card_declined","param":"card_number"}}
                        """)
            }
            let gone = try await market.pay(99)
            #expect(gone.status == 409)
            #expect(gone.text == #"{"success":false,"error":"Gig is not available for booking"}"#)
            let cardless = try await market.post(Market.process, #"{"gig_id":1}"#)
            #expect(cardless.status == 400)
            #expect(
                cardless.text == """
                    {"success":false,"error":"Either card_details or saved_payment_method_id must be provided"}
                    """)
            #expect(declined.header("Content-Type") == "application/json; charset=utf-8")
        }
    }

    @Test(
        "each test card does what it is for",
        arguments: [
            ("4242424242424242", "visa", nil), ("5555555555554444", "mastercard", nil),
            ("378282246310005", "amex", nil), ("4000000000000002", nil, "generic_decline"),
            ("4000000000009995", nil, "insufficient_funds"), ("4000000000009987", nil, "lost_card"),
            ("4000000000009979", nil, "stolen_card"),
        ] as [(String, String?, String?)])
    func testCards(number: String, brand: String?, decline: String?) async throws {
        try await Market.open { market in
            let added = try await market.addCard(number)
            let paid = try await market.pay(1, number)
            guard let brand else {
                for reply in [added, paid] {
                    #expect(reply.status == 402)
                    #expect(
                        reply.text == """
                            {"success":false,"error":"Your card was declined.",\
                            "details":{"decline_code":"\(decline ?? "")","param":"card_number"}}
                            """)
                }
                return
            }
            #expect(added.json["card_brand"]?.string == brand, "\(added.text)")
            #expect(added.json["card_last4"]?.string == String(number.suffix(4)))
            #expect(paid.json["status"]?.string == "succeeded", "\(paid.text)")
        }
    }
}

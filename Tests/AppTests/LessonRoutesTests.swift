// The three lesson routes, end to end: hold, capture, give back, and what may not happen twice.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Lesson routes", .timeLimit(.minutes(5)), .serialized)
struct LessonRoutesTests {
    static let versions = ["2022-11-15", "2026-08-26.dahlia"]

    @Test("a lesson is held, captured and refunded", arguments: versions)
    func wholeLife(version: String) async throws {
        try await Shop.open(["STRIPE_API_VERSION": version]) { shop in
            let held = try await shop.schedule(amount: 123)
            #expect(held.status == 200, "\(held.text)")
            #expect(held.payment?["object"]?.string == "payment_intent")
            #expect(held.payment?["status"]?.string == "requires_capture")
            #expect(held.payment?["amount_capturable"]?.integer == 123)
            #expect(held.payment?["amount_received"]?.integer == 0)
            #expect(held.payment?["currency"]?.string == "usd")
            #expect(held.payment?["capture_method"]?.string == "manual")
            #expect(held.payment?["description"]?.string == "Guitar lesson")
            #expect(held.payment?["metadata"]?["type"]?.string == "lessons-payment")
            #expect(shop.stripe.calls.count == 2)

            let captured = try await shop.complete(held.intent)
            #expect(captured.payment?["status"]?.string == "succeeded")
            #expect(captured.payment?["amount_capturable"]?.integer == 0)
            #expect(captured.payment?["amount_received"]?.integer == 123)
            #expect(shop.stripe.calls.count == 3)

            let refunded = try await shop.refund(held.intent)
            let refund = try #require(refunded.json["refund"]?.string)
            #expect(refund.hasPrefix("re_"))
            #expect(refunded.json["status"]?.string == "refunded")
            #expect(shop.stripe.calls.count == 4)
            let read = try await shop.askStripe(.get, "/v1/refunds/\(refund)")
            #expect(read.json["amount"]?.integer == 123)
            #expect(read.json["reason"]?.string == "requested_by_customer")
            #expect(
                shop.stripe.calls.allSatisfy { $0.version == version || $0.path.hasPrefix("/v1/refunds/") })
        }
    }

    @Test("a form does what JSON does, and digits in a string are an amount")
    func formsAndStrings() async throws {
        try await Shop.open { shop in
            let held = try await shop.post(
                "/schedule-lesson",
                form: "customer_id=\(Shop.good)&amount=123&description=Guitar+lesson+%26+tea")
            #expect(held.payment?["amount"]?.integer == 123)
            #expect(held.payment?["description"]?.string == "Guitar lesson & tea")
            let captured = try await shop.post(
                "/complete-lesson-payment", json: #"{"payment_intent_id":"\#(held.intent)","amount":"100"}"#)
            #expect(captured.payment?["amount_received"]?.integer == 100)
        }
    }

    @Test("the answer carries Stripe's PaymentIntent byte for byte")
    func bytes() async throws {
        try await Shop.open { shop in
            let held = try await shop.schedule()
            let read = try await shop.askStripe(.get, "/v1/payment_intents/\(held.intent)")
            #expect(held.body == Array(#"{"payment":"#.utf8) + read.body + Array("}\n".utf8))
        }
    }

    @Test(
        "Stripe's own errors come through with code and message",
        arguments: [
            (
                "/schedule-lesson", #"{"customer_id":"ci_invalid","amount":500,"description":"d"}"#,
                "No such customer: 'ci_invalid'"
            ),
            (
                "/complete-lesson-payment", #"{"payment_intent_id":"pi_invalid"}"#,
                "No such payment_intent: 'pi_invalid'"
            ),
            (
                "/complete-lesson-payment", #"{"payment_intent_id":"pi_invalid","amount":5}"#,
                "No such payment_intent: 'pi_invalid'"
            ),
            (
                "/refund-lesson", #"{"payment_intent_id":"pi_invalid"}"#,
                "No such payment_intent: 'pi_invalid'"
            ),
            (
                "/refund-lesson", #"{"payment_intent_id":"pi_invalid","amount":5}"#,
                "No such payment_intent: 'pi_invalid'"
            ),
        ])
    func stripesErrors(path: String, body: String, message: String) async throws {
        try await Shop.open { shop in
            let reply = try await shop.post(path, json: body)
            #expect(reply.status == 400)
            #expect(reply.text == #"{"error":{"code":"resource_missing","message":"\#(message)"}}"#)
        }
    }

    @Test("below Stripe's minimum, Stripe's error names it")
    func tooSmall() async throws {
        try await Shop.open { shop in
            let reply = try await shop.schedule(amount: 49)
            #expect(reply.status == 400)
            #expect(reply.errorCode == "amount_too_small")
        }
    }

    @Test("a second capture answers Stripe's error and moves nothing", arguments: versions)
    func doubleCapture(version: String) async throws {
        try await Shop.open(["STRIPE_API_VERSION": version]) { shop in
            let intent = try await shop.schedule(amount: 900).intent
            #expect(try await shop.complete(intent, amount: 400).status == 200)
            for amount in [nil, 400, 500] {
                let again = try await shop.complete(intent, amount: amount)
                #expect(again.status == 400)
                #expect(again.errorCode == "payment_intent_unexpected_state")
            }
            #expect(try await shop.book(intent).received == 400)
        }
    }

    @Test("over the hold is refused by Stripe and moves nothing; the whole hold is allowed")
    func overTheHold() async throws {
        try await Shop.open { shop in
            let intent = try await shop.schedule(amount: 900).intent
            let over = try await shop.complete(intent, amount: 901)
            #expect(over.status == 400)
            #expect(over.errorCode == "amount_too_large")
            #expect(try await shop.book(intent).received == 0)
            #expect(try await shop.complete(intent, amount: 900).payment?["amount_received"]?.integer == 900)
        }
    }

    @Test("a hold is released, and not twice", arguments: versions)
    func release(version: String) async throws {
        try await Shop.open(["STRIPE_API_VERSION": version]) { shop in
            let intent = try await shop.schedule(amount: 900).intent
            let released = try await shop.refund(intent)
            #expect(released.status == 200, "\(released.text)")
            #expect(released.json["status"]?.string == "released")
            // Versions before basil make a refund of a release; later ones have nothing but the intent to name.
            let prefix = version == "2022-11-15" ? "re_" : "pi_"
            #expect(released.json["refund"]?.string?.hasPrefix(prefix) == true)
            #expect(try await shop.book(intent).status == "canceled")

            let again = try await shop.refund(intent)
            #expect(again.status == 400)
            #expect(again.json["error"] != nil)
            let capture = try await shop.complete(intent)
            #expect(capture.errorCode == "payment_intent_unexpected_state")
            #expect(try await shop.book(intent).received == 0)
        }
    }

    @Test("of a hold no part is given back; the amount of the whole hold releases it")
    func partialRelease() async throws {
        try await Shop.open { shop in
            for key in [nil, "release-1"] {
                let intent = try await shop.schedule(amount: 900).intent
                let part = try await shop.refund(intent, amount: 400, key: key)
                #expect(part.status == 400)
                #expect(part.errorCode == "partial_release_unsupported")
                #expect(part.errorMessage?.contains("complete") == true)
                #expect(try await shop.book(intent).status == "requires_capture")
                let whole = try await shop.refund(intent, amount: 900)
                #expect(whole.json["status"]?.string == "released", "\(whole.text)")
            }
        }
    }

    @Test("a full refund happens once; the second answers Stripe's error")
    func doubleRefund() async throws {
        try await Shop.open { shop in
            let intent = try await shop.schedule(amount: 900).intent
            _ = try await shop.complete(intent)
            #expect(try await shop.refund(intent).status == 200)
            let again = try await shop.refund(intent)
            #expect(again.status == 400)
            #expect(again.errorCode == "charge_already_refunded")
            #expect(try await shop.book(intent).refunds == [900])
        }
    }

    @Test("partial refunds add up, and never to more than was captured")
    func partialRefunds() async throws {
        try await Shop.open { shop in
            let intent = try await shop.schedule(amount: 900).intent
            _ = try await shop.complete(intent)
            #expect(try await shop.refund(intent, amount: 400).status == 200)
            #expect(try await shop.refund(intent, amount: 400).status == 200)
            let over = try await shop.refund(intent, amount: 400)
            #expect(over.status == 400)
            #expect(over.errorMessage?.contains("greater than unrefunded amount") == true)
            #expect(try await shop.refund(intent).status == 200)
            #expect(try await shop.book(intent).refunds.sorted() == [100, 400, 400])
        }
    }

    @Test("a double click on a partial refund is one refund")
    func doubleClick() async throws {
        try await Shop.open { shop in
            let intent = try await shop.schedule(amount: 900).intent
            _ = try await shop.complete(intent)
            // Both clicks read the charge before either refund is made.
            shop.stripe.inject(.init(.hold, method: "POST", pathSuffix: "/refunds", count: 2))
            async let first = shop.refund(intent, amount: 400)
            async let second = shop.refund(intent, amount: 400)
            try await shop.letGo(after: 2, of: "/refunds")
            let ids = try await [first, second].map { $0.json["refund"]?.string }
            #expect(ids[0] != nil)
            #expect(ids[0] == ids[1])
            #expect(try await shop.book(intent).refunds == [400])
        }
    }
}

/// What the stub's books say of an intent.
struct Book {
    let status: String
    let received: Int64
    /// Of captured money.
    let refunds: [Int64]
}

extension Shop {
    func book(_ intent: String) async throws -> Book {
        let read = try await askStripe(.get, "/v1/payment_intents/\(intent)", version: "2026-08-26.dahlia")
        let refunds = try await askStripe(.get, "/v1/refunds?payment_intent=\(intent)&limit=100")
        return Book(
            status: read.json["status"]?.string ?? "", received: read.json["amount_received"]?.integer ?? -1,
            refunds: refunds.json["data"]?.elements.compactMap { $0["amount"]?.integer } ?? [])
    }
}

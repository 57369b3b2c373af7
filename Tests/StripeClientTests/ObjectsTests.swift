// Proves the views of Stripe's objects, and the calls that are not shown elsewhere.
import Basics
import StripeClient
import Testing

@Suite("Stripe objects", .timeLimit(.minutes(5)), .serialized)
struct ObjectsTests {
    @Test(
        "an intent's status is told, also one that is not known yet",
        arguments: [
            ("requires_payment_method", .requiresPaymentMethod),
            ("requires_confirmation", .requiresConfirmation),
            ("requires_action", .requiresAction), ("processing", .processing),
            ("requires_capture", .requiresCapture), ("canceled", .canceled), ("succeeded", .succeeded),
            ("expired", .other("expired")),
        ] as [(String, PaymentIntent.Status)])
    func status(text: String, status: PaymentIntent.Status) throws {
        #expect(try intent("\"status\":\"\(text)\"")?.status == status)
    }

    @Test("an expanded charge shows what was refunded, and the newest refund first")
    func charge() throws {
        let charge = try intent(
            """
            "status":"succeeded","amount_capturable":7,"latest_charge":{"id":"ch_1","object":"charge",
            "amount_refunded":3,"refunds":{"object":"list","data":[{"id":"re_2","object":"refund"},
            {"id":"re_1","object":"refund"}],"has_more":false}}
            """)
        #expect(charge?.amountCapturable == 7)
        #expect(charge?.latestCharge?.amountRefunded == 3)
        #expect(charge?.latestCharge?.newestRefund?.id.text == "re_2")
    }

    @Test("a charge that is not expanded, or is not there, is nil")
    func noCharge() throws {
        #expect(try intent(#""status":"succeeded","latest_charge":"ch_1""#)?.latestCharge == nil)
        #expect(try intent(#""status":"succeeded","latest_charge":null"#)?.latestCharge == nil)
        let bare = try intent(#""status":"x","latest_charge":{"object":"charge"}"#)
        #expect(bare?.latestCharge != nil)
        #expect(bare?.latestCharge?.newestRefund == nil)
    }

    @Test("saved cards are asked for by customer and type, newest first")
    func savedCards() async throws {
        let page = #"{"object":"list","data":[{"id":"pm_2","object":"payment_method"}],"has_more":true}"#
        let bench = Bench([.answer(200, page)])
        let customer = try #require(CustomerID("cus_1"))
        let cards = try await bench.client.savedCards(
            of: customer, limit: 1, deadline: bench.client.deadline())
        #expect(cards.object.data.map(\.id.text) == ["pm_2"])
        #expect(bench.requests[0].target == "/v1/payment_methods?customer=cus_1&type=card&limit=1")
    }

    @Test(
        "a list is one only with every element whole",
        arguments: [
            #"{"object":"list"}"#, #"{"object":"list","data":{}}"#, #"{"object":"x","data":[]}"#,
            #"{"object":"list","data":[{"object":"refund","id":""}]}"#,
        ])
    func brokenList(text: String) throws {
        #expect(StripeList<Refund>(try JSON(Array(text.utf8))) == nil)
    }

    @Test("a refund and a cancel say why they are asked for")
    func reasons() async throws {
        let bench = Bench([
            .answer(200, #"{"id":"re_1","object":"refund"}"#), .answer(200, StripeClientTests.intent),
        ])
        let refund = try await bench.client.createRefund(
            of: bench.id, amount: nil, reason: "duplicate", idempotencyKey: nil,
            deadline: bench.client.deadline())
        _ = try await bench.client.cancelPaymentIntent(
            bench.id, reason: "abandoned", expand: ["a"], idempotencyKey: nil,
            deadline: bench.client.deadline())
        #expect(refund.object.id.text == "re_1")
        #expect(
            bench.requests.map { "\($0)" } == ["POST /v1/refunds", "POST /v1/payment_intents/pi_1/cancel"])
        #expect(
            bench.requests.map(\.text) == [
                "payment_intent=pi_1&reason=duplicate", "expand[0]=a&cancellation_reason=abandoned",
            ])
    }

    private func intent(_ fields: String) throws -> PaymentIntent? {
        PaymentIntent(try JSON(Array("{\"id\":\"pi_1\",\"object\":\"payment_intent\",\(fields)}".utf8)))
    }
}

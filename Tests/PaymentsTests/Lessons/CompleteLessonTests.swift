// Proves what completing a lesson asks of Stripe.
import Basics
import Payments
import Testing

@Suite("Completing a lesson", .timeLimit(.minutes(5)))
struct CompleteLessonTests {
    private let capture = "POST /v1/payment_intents/pi_1/capture"

    @Test("all of a hold is captured in one call, and Stripe's bytes come back untouched")
    func all() async throws {
        let body = Answer.intent("succeeded")
        let bench = LessonBench([.on(capture, 200, body)])
        let payment = try await complete(bench, amount: nil).get()
        #expect(payment.body == Array(body.utf8))
        #expect(bench.requests[0].text.isEmpty)
    }

    @Test("a part of a hold is captured when an amount is given")
    func part() async throws {
        let bench = LessonBench([.on(capture, 200, Answer.intent("succeeded"))])
        _ = try await complete(bench, amount: 50).get()
        #expect(bench.requests[0].text == "amount_to_capture=50")
    }

    @Test("a second capture answers Stripe's error and moves nothing")
    func second() async {
        let body = Answer.error(
            "payment_intent_unexpected_state", message: "already captured", intent: Answer.intent("succeeded")
        )
        let bench = LessonBench([.on(capture, 400, body)])
        let refusal = await complete(bench, amount: nil).refusal
        #expect(refusal?.code == "payment_intent_unexpected_state")
        #expect(refusal?.message == "already captured")
        // The caller named the intent, so the answer does not.
        #expect(refusal?.paymentIntent == nil)
    }

    private static let fault = Answer.error(nil, type: "api_error")
    private let read = "GET /v1/payment_intents/pi_1"

    private static func captured(_ received: Int, of amount: Int = 123) -> String {
        #"{"id":"pi_1","object":"payment_intent","status":"succeeded","#
            + #""amount":\#(amount),"amount_received":\#(received)}"#
    }

    @Test(
        "when Stripe replays its fault, an intent that is captured with this amount is the true answer",
        arguments: [(nil, 123), (50, 50)] as [(Int64?, Int)])
    func settledByReading(amount: Int64?, received: Int) async throws {
        let body = Self.captured(received)
        let bench = LessonBench([
            .on(capture, 500, Self.fault), .on(capture, 500, Self.fault, replayed: true),
            .on(read, 200, body),
        ])
        let payment = try await complete(bench, amount: amount).get()
        #expect(payment.body == Array(body.utf8))
        #expect(Set(bench.keys).count == 1)
    }

    @Test(
        "what the intent does not prove stays unknown, and the caller is told not to repeat the key",
        arguments: [
            captured(50), captured(0), Answer.intent("requires_capture", capturable: 123),
            Answer.intent("canceled"), Answer.intent("succeeded"), "<html>",
        ])
    func unsettled(body: String) async {
        let look = LessonBench.Step.on(read, 200, body)
        // What is not JSON is asked for again, as any answer that is of no use.
        let looks = body == "<html>" ? [look, look, look] : [look]
        let bench = LessonBench([.on(capture, 500, Self.fault, replayed: true)] + looks)
        let failure = await complete(bench, amount: nil).failure
        #expect(failure?.code == "stripe_unavailable")
        #expect(failure?.message.contains("the same Idempotency-Key will not tell") == true)
        #expect(failure?.logText.contains("replays its fault, status 500") == true)
    }

    @Test("the same caller's key makes the same key for Stripe, no caller's key a new one each time")
    func keys() async {
        var keys: [String] = []
        for key in ["k", "k", nil, nil] {
            let bench = LessonBench([.on(capture, 200, Answer.intent("succeeded"))])
            _ = await complete(bench, amount: nil, key: key)
            keys += bench.keys
        }
        #expect(keys[0] == keys[1])
        #expect(Set(keys).count == 3)
    }

    private func complete(
        _ bench: LessonBench, amount: Int64?, key: String? = nil
    ) async -> Result<LessonPayment, LessonFailure> {
        let lesson = CompleteLesson(paymentIntent: PaymentIntentID("pi_1")!, amount: amount, callerKey: key)
        return await bench.run { lessons async throws(LessonFailure) in try await lessons.complete(lesson) }
    }
}

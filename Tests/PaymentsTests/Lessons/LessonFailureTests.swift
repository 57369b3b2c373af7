// Proves the two texts of each failure.
import Basics
import Payments
import StripeClient
import Testing

@Suite("Lesson failures", .timeLimit(.minutes(5)))
struct LessonFailureTests {
    private let capture = "POST /v1/payment_intents/pi_1/capture"

    @Test("a reused key is explained, and Stripe's text with our key in it is not passed on")
    func conflict() async {
        let failure = await fail([
            .on(
                capture, 400,
                Answer.error(nil, type: "idempotency_error", message: "try another than fermata-1"))
        ])
        if case .conflict? = failure {} else { Issue.record("\(String(describing: failure))") }
        #expect(failure?.code == "idempotency_key_reused")
        #expect(failure?.message.contains("card has changed") == true)
        #expect(failure?.logText == "idempotency key reused, req_1")
    }

    @Test("a key in use says to come again")
    func inProgress() async {
        let body = Answer.error("idempotency_key_in_use")
        let failure = await fail(Array(repeating: .on(capture, 409, body), count: 3))
        if case .inProgress? = failure {} else { Issue.record("\(String(describing: failure))") }
        #expect(failure?.code == "idempotency_key_in_use")
        #expect(failure?.logText == "idempotency key in use, req_1")
    }

    @Test("out of time says that the outcome is unknown, and how to find it out")
    func outOfTime() async {
        let failure = await fail([.on(capture, fails: .timedOut)])
        if case .outOfTime? = failure {} else { Issue.record("\(String(describing: failure))") }
        #expect(failure?.code == "stripe_timed_out")
        #expect(failure?.message.contains("same Idempotency-Key") == true)
    }

    @Test("a broken answer is an unknown outcome too")
    func broken() async {
        let failure = await fail(Array(repeating: .on(capture, 500, Answer.error("boom")), count: 3))
        #expect(failure?.code == "stripe_unavailable")
        #expect(failure?.message.contains("same Idempotency-Key") == true)
        #expect(failure?.logText == "stripe broken, status 500: boom, req_1")
    }

    @Test("an unreachable Stripe has done nothing")
    func unreachable() async {
        let failure = await fail(Array(repeating: .on(capture, fails: .notSent(reason: "refused")), count: 3))
        #expect(failure?.code == "stripe_unreachable")
        #expect(failure?.message.contains("Nothing was done") == true)
        #expect(failure?.logText == "stripe unreachable: refused")
    }

    @Test("a refused secret key shows nothing of itself to the caller or the log")
    func keyRefused() async {
        let failure = await fail([
            .on(capture, 401, Answer.error(nil, message: "Invalid API Key: sk_test_***4242"))
        ])
        #expect(failure?.code == "stripe_key_refused")
        #expect(failure?.logText == "stripe refused the secret key with 401, req_1")
        #expect(!"\(String(describing: failure))".contains("4242"))
    }

    @Test("too many requests is Stripe's error, as it is")
    func rateLimited() async {
        let failure = await fail([.on(capture, 429, Answer.error("rate_limit", message: "slow down"))])
        #expect(failure?.code == "rate_limit")
        #expect(failure?.message == "slow down")
    }

    @Test("the log names code, decline code, parameter and Stripe's request, and no text of Stripe's")
    func log() async {
        let body = """
            {"error":{"type":"card_error","code":"card_declined","decline_code":"lost_card","param":"p",
             "message":"m"}}
            """
        let failure = await fail([.on(capture, 402, body)])
        #expect(failure?.logText == "stripe refused with 402 card_declined/lost_card at p, req_1")
    }

    private func fail(_ steps: [LessonBench.Step]) async -> LessonFailure? {
        let lesson = CompleteLesson(paymentIntent: PaymentIntentID("pi_1")!, amount: nil, callerKey: "k")
        return await LessonBench(steps).run { lessons async throws(LessonFailure) in
            try await lessons.complete(lesson)
        }.failure
    }
}

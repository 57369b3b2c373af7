// Beside the tests of refunds: what Stripe is asked and answers in them, and the call itself.
import Basics
import Payments
import StripeClient
import Testing

/// The words that the suites about refunds write their scripts in.
protocol RefundScript {}

extension RefundScript {
    var refund: String { "POST /v1/refunds" }
    var read: String { "GET /v1/payment_intents/pi_1" }
    var cancel: String { "POST /v1/payment_intents/pi_1/cancel" }
    var codeless: String { Answer.error(nil, message: "codeless") }
    var unexpected: String { Answer.error("payment_intent_unexpected_state", message: "unexpected") }
    var held: String { Answer.intent("requires_capture", capturable: 123, charge: Answer.charge()) }
    var canceled: String { Answer.intent("canceled", charge: Answer.charge()) }
    var canceledWithRefund: String {
        Answer.intent("canceled", charge: Answer.charge(refunded: 123, refunds: "re_9"))
    }
    var succeeded: String { Answer.intent("succeeded", charge: Answer.charge()) }
    var refunded: LessonRefund { .refunded(RefundID("re_1")!) }

    func give(
        _ bench: LessonBench, amount: Int64? = nil, key: String? = "k",
        sourceLocation: SourceLocation = #_sourceLocation
    ) async -> Result<LessonRefund, LessonFailure> {
        let lesson = RefundLesson(paymentIntent: PaymentIntentID("pi_1")!, amount: amount, callerKey: key)
        return await bench.run(sourceLocation: sourceLocation) { lessons async throws(LessonFailure) in
            try await lessons.refund(lesson)
        }
    }
}

// Proves every way that giving money back can take.
import Basics
import Payments
import StripeClient
import Testing

private let refund = "POST /v1/refunds"
private let read = "GET /v1/payment_intents/pi_1"
private let cancel = "POST /v1/payment_intents/pi_1/cancel"
private let codeless = Answer.error(nil, message: "codeless")
private let held = Answer.intent("requires_capture", capturable: 123, charge: Answer.charge())
private let canceled = Answer.intent("canceled", charge: Answer.charge())
private let canceledWithRefund = Answer.intent(
    "canceled", charge: Answer.charge(refunded: 123, refunds: "re_9"))
private let succeeded = Answer.intent("succeeded", charge: Answer.charge())
private let unexpected = Answer.error("payment_intent_unexpected_state", message: "unexpected")

private func give(
    _ bench: LessonBench, amount: Int64? = nil, key: String? = "k"
) async -> Result<LessonRefund, LessonFailure> {
    let lesson = RefundLesson(paymentIntent: PaymentIntentID("pi_1")!, amount: amount, callerKey: key)
    return await bench.run { lessons async throws(LessonFailure) in try await lessons.refund(lesson) }
}

private let refunded = LessonRefund.refunded(RefundID("re_1")!)

@Suite("Refunding a lesson that was paid", .timeLimit(.minutes(1)), .serialized)
struct RefundPaidLessonTests {
    @Test("all that is left is refunded in one call", arguments: ["k", nil])
    func all(key: String?) async throws {
        let bench = LessonBench([.on(refund, 200, Answer.refund)])
        #expect(try await give(bench, key: key).get() == refunded)
        #expect(bench.requests[0].text == "payment_intent=pi_1&reason=requested_by_customer")
    }

    @Test("with a caller's key a part is refunded in one call")
    func part() async throws {
        let bench = LessonBench([.on(refund, 200, Answer.refund)])
        #expect(try await give(bench, amount: 50).get() == refunded)
        #expect(bench.requests[0].text == "payment_intent=pi_1&reason=requested_by_customer&amount=50")
    }

    @Test(
        "a refusal with a code is Stripe's error, without another look",
        arguments: [
            "resource_missing", "charge_already_refunded", "charge_disputed", "parameter_invalid_integer",
        ])
    func coded(code: String) async {
        for status in [400, 404] {
            let bench = LessonBench([.on(refund, status, Answer.error(code, message: "m"))])
            let refusal = await give(bench).refusal
            #expect(refusal?.code == code)
            #expect(refusal?.message == "m")
        }
    }

    @Test("a fresh refusal without a code on a captured payment is Stripe's error")
    func tooMuch() async {
        let bench = LessonBench([.on(refund, 400, codeless), .on(read, 200, succeeded)])
        let refusal = await give(bench, amount: 999).refusal
        #expect(refusal?.code == "invalid_request_error")
        #expect(refusal?.message == "codeless")
    }

    @Test(
        "a payment in any other state is Stripe's error", arguments: ["processing", "requires_action", "new"])
    func otherState(status: String) async {
        for replayed in [false, true] {
            let bench = LessonBench([
                .on(refund, 400, codeless, replayed: replayed), .on(read, 200, Answer.intent(status)),
            ])
            #expect(await give(bench).refusal?.message == "codeless")
        }
    }

    @Test("other failures end it as they are")
    func otherFailures() async {
        let idempotency = Answer.error(nil, type: "idempotency_error")
        #expect(
            await give(LessonBench([.on(refund, 400, idempotency)])).failure == .conflict(requestID: "req_1"))
        #expect(await give(LessonBench([.on(refund, fails: .timedOut)])).failure == .outOfTime)
        let unread = LessonBench([.on(refund, 400, codeless), .on(read, fails: .timedOut)])
        #expect(await give(unread).failure == .outOfTime)
    }
}

@Suite("Refunding a part without a key", .timeLimit(.minutes(1)), .serialized)
struct RefundPartTests {
    private func keys(_ charge: String, amount: Int64 = 50) async throws -> [String] {
        let bench = LessonBench([
            .on(read, 200, Answer.intent("succeeded", charge: charge)), .on(refund, 200, Answer.refund),
        ])
        #expect(try await give(bench, amount: amount, key: nil).get() == refunded)
        #expect(bench.requests[0].target == "/v1/payment_intents/pi_1?expand[0]=latest_charge.refunds")
        return bench.keys
    }

    @Test("a double click is one refund: both find the same state and send the same key")
    func doubleClick() async throws {
        #expect(try await keys(Answer.charge()) == keys(Answer.charge()))
    }

    @Test("another amount, more refunded since, or a refund that failed since is another refund")
    func another() async throws {
        let all = try await [
            keys(Answer.charge()), keys(Answer.charge(), amount: 51),
            keys(Answer.charge(refunded: 50, refunds: "re_1")),
            keys(Answer.charge(refunded: 0, refunds: "re_1")),
            keys(Answer.charge(refunded: 0, refunds: "re_2", "re_1")),
        ].flatMap { $0 }
        #expect(Set(all).count == 5)
    }

    @Test("of a hold no part is given back: it is refused before anything moves, with what to do instead")
    func partOfHold() async {
        let refusal = await give(LessonBench([.on(read, 200, held)]), amount: 50, key: nil).refusal
        #expect(refusal?.code == "partial_release_unsupported")
        #expect(refusal?.message.contains("all of 123") == true)
    }

    @Test("the whole amount of a hold releases it")
    func wholeHold() async throws {
        let bench = LessonBench([.on(read, 200, held), .on(cancel, 200, canceled)])
        #expect(try await give(bench, amount: 123, key: nil).get() == .released(id: "pi_1"))
    }

    @Test("an unknown payment is Stripe's error")
    func unknown() async {
        let body = Answer.error("resource_missing", message: "No such payment_intent: 'pi_1'")
        let refusal = await give(LessonBench([.on(read, 404, body)]), amount: 5, key: nil).refusal
        #expect(refusal?.message == "No such payment_intent: 'pi_1'")
    }

    @Test("on a payment already released it is Stripe's error")
    func alreadyReleased() async {
        let bench = LessonBench([
            .on(read, 200, canceled), .on(refund, 400, codeless), .on(read, 200, canceled),
        ])
        #expect(await give(bench, amount: 50, key: nil).refusal?.message == "codeless")
    }
}

@Suite("Refunding a lesson that is only held", .timeLimit(.minutes(1)), .serialized)
struct ReleaseLessonTests {
    @Test(
        "the hold is released: the id is the intent's, or of the refund that the API version makes",
        arguments: ["k", nil])
    func release(key: String?) async throws {
        for (answer, id) in [(canceled, "pi_1"), (canceledWithRefund, "re_9")] {
            let bench = LessonBench([
                .on(refund, 400, codeless), .on(read, 200, held), .on(cancel, 200, answer),
            ])
            #expect(try await give(bench, key: key).get() == .released(id: id))
            #expect(
                bench.requests[2].text
                    == "expand[0]=latest_charge.refunds&cancellation_reason=requested_by_customer")
            #expect(bench.keys.count == 2 && bench.keys[0] != bench.keys[1])
        }
    }

    @Test(
        "a part of a hold is refused before anything moves, more than it too",
        arguments: [1, 122, 124] as [Int64])
    func part(amount: Int64) async {
        let bench = LessonBench([.on(refund, 400, codeless), .on(read, 200, held)])
        #expect(await give(bench, amount: amount).refusal?.code == "partial_release_unsupported")
    }

    @Test("an amount equal to the hold releases it")
    func equal() async throws {
        let bench = LessonBench([
            .on(refund, 400, codeless), .on(read, 200, held), .on(cancel, 200, canceled),
        ])
        #expect(try await give(bench, amount: 123).get() == .released(id: "pi_1"))
    }

    @Test("a hold that someone else releases in between counts as released")
    func releasedInBetween() async throws {
        let bench = LessonBench([
            .on(refund, 400, codeless), .on(read, 200, held), .on(cancel, 400, unexpected),
            .on(read, 200, canceledWithRefund),
        ])
        #expect(try await give(bench).get() == .released(id: "re_9"))
    }

    @Test(
        "a hold that someone else captures in between is refunded after all, under a new key",
        arguments: ["k", nil])
    func capturedInBetween(key: String?) async throws {
        let bench = LessonBench([
            .on(refund, 400, codeless), .on(read, 200, held), .on(cancel, 400, unexpected),
            .on(read, 200, succeeded),
            .on(refund, 200, Answer.refund),
        ])
        #expect(try await give(bench, key: key).get() == refunded)
        #expect(Set(bench.keys).count == 3)
    }

    @Test(
        "a refused release of anything else is Stripe's error", arguments: ["requires_capture", "processing"])
    func refusedRelease(status: String) async {
        let bench = LessonBench([
            .on(refund, 400, codeless), .on(read, 200, held), .on(cancel, 400, unexpected),
            .on(read, 200, Answer.intent(status)),
        ])
        #expect(await give(bench).refusal?.message == "unexpected")
        let other = LessonBench([
            .on(refund, 400, codeless), .on(read, 200, held), .on(cancel, 400, Answer.error("other")),
        ])
        #expect(await give(other).refusal?.code == "other")
    }

    @Test("however the intent turns, the phases end")
    func bounded() async {
        let turn: [LessonBench.Step] = [
            .on(refund, 400, codeless), .on(read, 200, held), .on(cancel, 400, unexpected),
            .on(read, 200, succeeded),
        ]
        let bench = LessonBench(turn + turn + turn)
        #expect(await give(bench).refusal?.message == "unexpected")
        #expect(Set(bench.keys).count == 6)
    }
}

@Suite("Sending a refund again with the same key", .timeLimit(.minutes(1)), .serialized)
struct RepeatedRefundTests {
    private let reused = Answer.error(nil, type: "idempotency_error")

    @Test("after a release it answers the release again, and moves nothing")
    func released() async throws {
        for answer in [canceled, canceledWithRefund] {
            let first = LessonBench([
                .on(refund, 400, codeless), .on(read, 200, held), .on(cancel, 200, answer),
            ])
            let again = LessonBench([
                .on(refund, 400, codeless, replayed: true), .on(read, 200, answer), .on(cancel, 400, reused),
            ])
            #expect(try await give(first).get() == give(again).get())
            #expect(first.keys == again.keys)
            // Another body is what makes Stripe say whether the key was used.
            #expect(first.requests[2].text != again.requests[2].text)
        }
    }

    @Test("when the release was someone else's, it stays Stripe's error, however often it is sent")
    func releasedByAnother() async {
        let first = LessonBench([.on(refund, 400, codeless), .on(read, 200, canceled)])
        #expect(await give(first).refusal?.message == "codeless")
        for replayed in [false, true] {
            let again = LessonBench([
                .on(refund, 400, codeless, replayed: true), .on(read, 200, canceled),
                .on(cancel, 400, unexpected, replayed: replayed),
            ])
            #expect(await give(again).refusal?.message == "codeless")
        }
    }

    @Test("when the question about the release fails, so does the request")
    func unknown() async {
        let bench = LessonBench([
            .on(refund, 400, codeless, replayed: true), .on(read, 200, canceled),
            .on(cancel, fails: .timedOut),
        ])
        #expect(await give(bench).failure == .outOfTime)
    }

    @Test("after a release that ended as a refund it answers that refund, under the same keys")
    func capturedInBetween() async throws {
        let first = LessonBench([
            .on(refund, 400, codeless), .on(read, 200, held), .on(cancel, 400, unexpected),
            .on(read, 200, succeeded),
            .on(refund, 200, Answer.refund),
        ])
        let again = LessonBench([
            .on(refund, 400, codeless, replayed: true), .on(read, 200, succeeded),
            .on(refund, 200, Answer.refund, replayed: true),
        ])
        #expect(try await give(first).get() == give(again).get())
        #expect(first.keys.first == again.keys.first)
        #expect(first.keys.last == again.keys.last)
    }

    @Test("when Stripe replays the release's fault, a canceled intent is the proof that it was done")
    func releaseFaultReplayed() async throws {
        let fault = Answer.error(nil, type: "api_error")
        for (now, isReleased) in [(canceledWithRefund, true), (held, false), (succeeded, false)] {
            let bench = LessonBench([
                .on(refund, 400, codeless), .on(read, 200, held), .on(cancel, 500, fault, replayed: true),
                .on(read, 200, now),
            ])
            let outcome = await give(bench)
            if isReleased {
                #expect(try outcome.get() == .released(id: "re_9"))
            } else {
                #expect(outcome.failure?.code == "stripe_unavailable")
            }
        }
    }

    @Test("when Stripe replays a refund's fault, nothing proves it, and nothing more is asked")
    func refundFaultReplayed() async {
        let fault = Answer.error(nil, type: "api_error")
        let bench = LessonBench([.on(refund, 500, fault, replayed: true)])
        let outcome = await give(bench)
        #expect(outcome.failure?.message.contains("the same Idempotency-Key will not tell") == true)
    }

    @Test("a release that was cut off is taken up with its own key")
    func cutOff() async throws {
        let first = LessonBench([
            .on(refund, 400, codeless), .on(read, 200, held), .on(cancel, fails: .timedOut),
        ])
        #expect(await give(first).failure == .outOfTime)
        let again = LessonBench([
            .on(refund, 400, codeless, replayed: true), .on(read, 200, held), .on(cancel, 200, canceled),
        ])
        #expect(try await give(again).get() == .released(id: "pi_1"))
        #expect(first.keys == again.keys)
        #expect(first.requests[2].text == again.requests[2].text)
    }

    @Test("old refusals do not go on for ever")
    func bounded() async {
        let turn: [LessonBench.Step] = [
            .on(refund, 400, codeless, replayed: true), .on(read, 200, succeeded),
        ]
        #expect(await give(LessonBench(turn + turn + turn)).refusal?.message == "codeless")
    }
}

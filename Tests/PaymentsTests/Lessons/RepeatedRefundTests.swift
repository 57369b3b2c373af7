// Proves that a refund which is sent again with its key answers the same and moves nothing.
import Basics
import Payments
import StripeClient
import Testing

@Suite("Sending a refund again with the same key", .timeLimit(.minutes(5)))
struct RepeatedRefundTests: RefundScript {
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
        #expect(await give(bench).failure?.code == "stripe_timed_out")
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
        #expect(await give(first).failure?.code == "stripe_timed_out")
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

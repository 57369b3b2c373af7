// Proves every way in which a hold is given back instead of refunded.
import Basics
import Payments
import StripeClient
import Testing

@Suite("Refunding a lesson that is only held", .timeLimit(.minutes(5)))
struct ReleaseLessonTests: RefundScript {
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

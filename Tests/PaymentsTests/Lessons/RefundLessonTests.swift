// Proves every way in which a lesson that was paid is refunded, whole or in part.
import Basics
import Payments
import StripeClient
import Testing

@Suite("Refunding a lesson that was paid", .timeLimit(.minutes(5)))
struct RefundPaidLessonTests: RefundScript {
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
            await give(LessonBench([.on(refund, 400, idempotency)])).failure?.code == "idempotency_key_reused"
        )
        #expect(await give(LessonBench([.on(refund, fails: .timedOut)])).failure?.code == "stripe_timed_out")
        let unread = LessonBench([.on(refund, 400, codeless), .on(read, fails: .timedOut)])
        #expect(await give(unread).failure?.code == "stripe_timed_out")
    }
}

@Suite("Refunding a part without a key", .timeLimit(.minutes(5)))
struct RefundPartTests: RefundScript {
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

// Proves what scheduling a lesson asks of Stripe, and what it makes of the answers.
import Basics
import Payments
import StripeClient
import Testing

@Suite("Scheduling a lesson", .timeLimit(.minutes(5)))
struct ScheduleLessonTests {
    private let listCards = "GET /v1/payment_methods"
    private let create = "POST /v1/payment_intents"
    private let read = "GET /v1/payment_intents/pi_1"
    private let cancel = "POST /v1/payment_intents/pi_1/cancel"

    @Test("the newest card is held off-session, in two calls, and Stripe's bytes come back untouched")
    func hold() async throws {
        let body = Answer.intent("requires_capture", capturable: 123)
        let bench = LessonBench([.on(listCards, 200, cards), .on(create, 200, body)])
        let payment = try await schedule(bench).get()
        #expect(payment.body == Array(body.utf8))
        #expect(bench.requests[0].target == "/v1/payment_methods?customer=cus_1&type=card&limit=1")
        let expected =
            "amount=123&currency=usd&customer=cus_1&payment_method=pm_1&capture_method=manual&confirm=true"
            + "&off_session=true&automatic_payment_methods[enabled]=true"
            + "&automatic_payment_methods[allow_redirects]=never&metadata[type]=lessons-payment"
            + "&description=First+lesson+%26+tea"
        #expect(bench.requests[1].text == expected)
    }

    @Test("a customer without a saved card is told so, and nothing is made")
    func noCard() async {
        let bench = LessonBench([.on(listCards, 200, #"{"object":"list","data":[],"has_more":false}"#)])
        let failure = await schedule(bench).failure
        #expect(failure?.code == "payment_method_missing")
        #expect(failure?.message == "no payment methods found for cus_1")
    }

    @Test("an unknown customer is Stripe's error, code and message as they are")
    func unknownCustomer() async {
        let body = Answer.error("resource_missing", message: "No such customer: 'cus_1'")
        let bench = LessonBench([.on(listCards, 400, body)])
        let refusal = await schedule(bench).refusal
        #expect(refusal?.code == "resource_missing")
        #expect(refusal?.message == "No such customer: 'cus_1'")
        #expect(refusal?.paymentIntent == nil)
    }

    @Test("a decline names the intent that was made")
    func decline() async {
        let body = Answer.error(
            "card_declined", type: "card_error", message: "Your card was declined.",
            intent: Answer.intent("requires_payment_method"))
        let bench = LessonBench([.on(listCards, 200, cards), .on(create, 402, body)])
        let refusal = await schedule(bench).refusal
        #expect(refusal?.code == "card_declined")
        #expect(refusal?.message == "Your card was declined.")
        #expect(refusal?.paymentIntent?.text == "pi_1")
        #expect(refusal?.isLeftBehind == false)
        #expect(refusal?.logText == "stripe refused with 402 card_declined, req_1")
    }

    @Test("an error without a code goes by its type")
    func typeForCode() async {
        let bench = LessonBench([.on(listCards, 200, cards), .on(create, 400, Answer.error(nil))])
        #expect(await schedule(bench).failure?.code == "invalid_request_error")
    }

    @Test(
        "an intent that holds nothing is canceled, and the failure names it",
        arguments: ["requires_action", "requires_confirmation", "requires_payment_method"])
    func requiresAction(status: String) async {
        let bench = LessonBench([
            .on(listCards, 200, cards), .on(create, 200, Answer.intent(status)),
            .on(cancel, 200, Answer.intent("canceled")),
        ])
        let refusal = await schedule(bench).refusal
        #expect(refusal?.code == "authentication_required")
        #expect(refusal?.paymentIntent?.text == "pi_1")
        #expect(refusal?.isLeftBehind == false)
    }

    @Test(
        "a status that is a hold, or may become one, is answered as it is",
        arguments: ["processing", "succeeded", "new"])
    func otherStatus(status: String) async throws {
        let bench = LessonBench([.on(listCards, 200, cards), .on(create, 200, Answer.intent(status))])
        #expect(try await schedule(bench).get().body == Array(Answer.intent(status).utf8))
    }

    @Test("when even the cancel fails, the failure names the intent and says that it was left behind")
    func leftBehind() async {
        for last in [
            LessonBench.Step.on(cancel, 400, Answer.error("any")), .on(cancel, fails: .timedOut),
            .on(cancel, 401, "{}"),
        ] {
            let bench = LessonBench([
                .on(listCards, 200, cards), .on(create, 200, Answer.intent("requires_action")), last,
            ])
            let refusal = await schedule(bench).refusal
            #expect(refusal?.code == "authentication_required")
            #expect(refusal?.paymentIntent?.text == "pi_1")
            #expect(refusal?.isLeftBehind == true)
            #expect(refusal?.logText.contains("could not be canceled: ") == true)
        }
    }

    @Test("an intent that someone else canceled first is not left behind")
    func canceledByAnother() async {
        let body = Answer.error("payment_intent_unexpected_state", intent: Answer.intent("canceled"))
        let bench = LessonBench([
            .on(listCards, 200, cards), .on(create, 200, Answer.intent("requires_action")),
            .on(cancel, 400, body),
        ])
        #expect(await schedule(bench).refusal?.isLeftBehind == false)
    }

    @Test("a replayed requires_action is read afresh: what is canceled already is not canceled again")
    func replayCanceled() async {
        let bench = LessonBench([
            .on(listCards, 200, cards), .on(create, 200, Answer.intent("requires_action"), replayed: true),
            .on(read, 200, Answer.intent("canceled")),
        ])
        let again = await schedule(bench, key: "k").refusal
        let first = LessonBench([
            .on(listCards, 200, cards), .on(create, 200, Answer.intent("requires_action")),
            .on(cancel, 200, Answer.intent("canceled")),
        ])
        #expect(await schedule(first, key: "k").refusal == again)
        #expect(again?.code == "authentication_required")
    }

    @Test("a replayed requires_action that still waits is canceled under the same key as the first time")
    func replayOpen() async {
        let bench = LessonBench([
            .on(listCards, 200, cards), .on(create, 200, Answer.intent("requires_action"), replayed: true),
            .on(read, 200, Answer.intent("requires_action")), .on(cancel, 200, Answer.intent("canceled")),
        ])
        #expect(await schedule(bench, key: "k").refusal?.isLeftBehind == false)
        let first = LessonBench([
            .on(listCards, 200, cards), .on(create, 200, Answer.intent("requires_action")),
            .on(cancel, fails: .timedOut),
        ])
        _ = await schedule(first, key: "k")
        #expect(first.keys == bench.keys)
    }

    @Test("a replayed requires_action that holds by now is answered as the hold it is")
    func replayHeld() async throws {
        let held = Answer.intent("requires_capture", capturable: 123)
        let bench = LessonBench([
            .on(listCards, 200, cards), .on(create, 200, Answer.intent("requires_action"), replayed: true),
            .on(read, 200, held),
        ])
        #expect(try await schedule(bench, key: "k").get().body == Array(held.utf8))
    }

    @Test("when a replayed requires_action cannot be read, the intent counts as left behind")
    func replayUnread() async {
        let bench = LessonBench([
            .on(listCards, 200, cards), .on(create, 200, Answer.intent("requires_action"), replayed: true),
            .on(read, fails: .timedOut),
        ])
        #expect(await schedule(bench, key: "k").refusal?.isLeftBehind == true)
    }

    @Test("a lost answer is asked for again with the same key and the same card")
    func lostAnswer() async throws {
        let bench = LessonBench([
            .on(listCards, 200, cards), .on(create, fails: .noAnswer(reason: "reset")),
            .on(create, 200, Answer.intent("requires_capture"), replayed: true),
        ])
        _ = try await schedule(bench).get()
        #expect(Set(bench.keys).count == 1)
    }

    private let cards = #"{"object":"list","data":[{"id":"pm_1","object":"payment_method"}],"has_more":true}"#

    private func schedule(
        _ bench: LessonBench, description: String = "First lesson & tea", key: String? = nil
    ) async -> Result<LessonPayment, LessonFailure> {
        let lesson = ScheduleLesson(
            customer: CustomerID("cus_1")!, amount: Money(minorUnits: 123, currency: .usd),
            description: description, callerKey: key)
        return await bench.run { lessons async throws(LessonFailure) in try await lessons.schedule(lesson) }
    }
}

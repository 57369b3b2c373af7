// Proves that each error of Stripe's becomes the failure that says what a caller can do.
import Basics
import StripeClient
import Testing

@Suite("Stripe failures", .timeLimit(.minutes(5)), .serialized)
struct StripeFailureTests {
    @Test("a decline is a refusal with its codes and the intent it leaves")
    func decline() async {
        let body = """
            {"error":{"type":"card_error","code":"card_declined","decline_code":"insufficient_funds",
             "message":"Your card has insufficient funds.","param":"p",
             "payment_intent":{"id":"pi_9","object":"payment_intent","status":"requires_payment_method"}}}
            """
        let bench = Bench([
            .answer(402, body, headers: ["Request-Id": "req_1", "Idempotent-Replayed": "true"])
        ])
        await bench.expectFailure { failure in
            guard case .refused(let refusal) = failure else { return false }
            #expect(refusal.status == 402)
            #expect(refusal.type == "card_error")
            #expect(refusal.code == "card_declined")
            #expect(refusal.declineCode == "insufficient_funds")
            #expect(refusal.message == "Your card has insufficient funds.")
            #expect(refusal.param == "p")
            #expect(refusal.paymentIntent?.id.text == "pi_9")
            #expect(refusal.paymentIntent?.status == .requiresPaymentMethod)
            #expect(refusal.replayed)
            #expect(refusal.requestID == "req_1")
            return true
        }
    }

    @Test("what is absent from an error is nil")
    func absentFields() async {
        await expect(400, #"{"error":{"type":"invalid_request_error","message":"m"}}"#) { failure in
            guard case .refused(let refusal) = failure else { return false }
            return refusal.code == nil && refusal.paymentIntent == nil && !refusal.replayed
        }
    }

    @Test("only the unexpected-state code says that the state is unexpected")
    func unexpectedState() async {
        for (code, expected) in [("payment_intent_unexpected_state", true), ("resource_missing", false)] {
            await expect(400, #"{"error":{"type":"invalid_request_error","code":"\#(code)"}}"#) { failure in
                guard case .refused(let refusal) = failure else { return false }
                return refusal.isUnexpectedState == expected
            }
        }
    }

    @Test("an idempotency error is a conflict, whatever its status", arguments: [400, 404, 409])
    func idempotencyConflict(status: Int) async {
        let bench = Bench([
            .answer(
                status, #"{"error":{"type":"idempotency_error","message":"m"}}"#,
                headers: ["Stripe-Should-Retry": "false"])
        ])
        await bench.expectFailure { if case .idempotencyConflict = $0 { true } else { false } }
    }

    @Test("a key in use is retried, then told apart from other conflicts")
    func inProgress() async {
        let inUse = #"{"error":{"type":"invalid_request_error","code":"idempotency_key_in_use"}}"#
        let bench = Bench(Array(repeating: .answer(409, inUse), count: 3))
        await bench.expectFailure { if case .inProgress = $0 { true } else { false } }
        let other = Bench(
            Array(
                repeating: .answer(409, #"{"error":{"type":"invalid_request_error","code":"x"}}"#), count: 3))
        await other.expectFailure { if case .refused = $0 { true } else { false } }
    }

    @Test("a refused key is that, and holds nothing of Stripe's text", arguments: [401, 403])
    func keyRefused(status: Int) async {
        let text =
            #"{"error":{"type":"invalid_request_error","message":"Invalid API Key provided: sk_test_***1234"}}"#
        for body in [text, "<html>", "{}"] {
            await expect(status, body) { failure in
                guard case .keyRefused(status, requestID: nil) = failure else { return false }
                return !"\(failure)".contains("1234")
            }
        }
    }

    @Test("too many requests is that, in both of its forms")
    func rateLimited() async {
        let body = #"{"error":{"type":"invalid_request_error","code":"rate_limit","message":"m"}}"#
        for status in [429, 400] {
            await expect(status, body) {
                if case .rateLimited(let refusal) = $0 { refusal.status == status } else { false }
            }
        }
    }

    @Test("a 4xx without an error object, and a redirect, are broken", arguments: [302, 400, 404, 429])
    func unusable(status: Int) async {
        for body in ["<html>", "{}", "[]", #"{"error":"no"}"#] {
            await expect(status, body) {
                if case .broken(let breakage) = $0 { breakage.status == status } else { false }
            }
        }
    }

    @Test(
        "a 200 of another object, or without what is relied on, is broken",
        arguments: [
            "{}", #"{"object":"payment_intent","status":"canceled"}"#,
            #"{"object":"payment_intent","id":"pi_1"}"#,
            #"{"object":"charge","id":"pi_1","status":"succeeded"}"#,
            #"{"object":"payment_intent","id":"../x","status":"succeeded"}"#,
            #"{"object":"payment_intent","id":1,"status":"succeeded"}"#,
        ])
    func otherObject(body: String) async {
        await expect(200, body) {
            if case .broken(let breakage) = $0 { breakage.status == 200 } else { false }
        }
    }

    @Test("a replayed fault is the key's answer for good, in whatever body; a replayed decline is a decline")
    func faultReplayed() async {
        for body in [#"{"error":{"type":"api_error"}}"#, "<html>"] {
            let bench = Bench([
                .answer(500, body, headers: ["Idempotent-Replayed": "true", "Request-Id": "req_1"])
            ])
            await bench.expectFailure {
                guard case .faultReplayed(let breakage) = $0 else { return false }
                return breakage.status == 500 && breakage.requestID == "req_1"
            }
            #expect(bench.attempts.map(\.decision) == [.stop(.faultReplayed)])
        }
        let decline = #"{"error":{"type":"card_error","code":"card_declined"}}"#
        await Bench([.answer(402, decline, headers: ["Idempotent-Replayed": "true"])]).expectFailure {
            if case .refused = $0 { true } else { false }
        }
    }

    @Test("unreachable means that no attempt was sent")
    func unreachable() async {
        let refused = ScriptedTransport.Step.failure(.notSent(reason: "refused"))
        await Bench([refused, refused, refused]).expectFailure {
            if case .unreachable(reason: "refused") = $0 { true } else { false }
        }
        for first in [
            ScriptedTransport.Step.failure(.noAnswer(reason: "reset")), .answer(500, "x"), .answer(200, "x"),
        ] {
            await Bench([first, refused, refused]).expectFailure {
                if case .broken = $0 { true } else { false }
            }
        }
        let conflict = ScriptedTransport.Step.answer(409, "{}")
        await Bench([conflict, refused, refused]).expectFailure {
            if case .unreachable = $0 { true } else { false }
        }
    }

    @Test("a refusal that proves nothing about an earlier attempt leaves the outcome unknown")
    func unknownAfterAll() async {
        let limited = #"{"error":{"type":"invalid_request_error","code":"rate_limit"}}"#
        for last in [ScriptedTransport.Step.answer(429, limited), .answer(401, "{}")] {
            await Bench([.failure(.noAnswer(reason: "reset")), last]).expectFailure {
                if case .broken = $0 { true } else { false }
            }
        }
    }

    private func expect(
        _ status: Int, _ body: String, sourceLocation: SourceLocation = #_sourceLocation,
        _ matches: (StripeFailure) -> Bool
    ) async {
        await Bench([.answer(status, body)]).expectFailure(sourceLocation: sourceLocation, matches)
    }
}

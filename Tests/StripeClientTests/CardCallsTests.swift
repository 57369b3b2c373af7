// Proves that a card's details stand in one form to Stripe, and in nothing that the client leaves behind.
import Basics
import CurlClient
import StripeClient
import Testing

@Suite("Calls with a card", .timeLimit(.minutes(5)))
struct CardCallsTests {
    private static let method =
        #"{"id":"pm_1","object":"payment_method","card":{"brand":"visa","last4":"4242","exp_month":12,"#
        + #""exp_year":2031,"fingerprint":"Xt5E"},"billing_details":{"name":"Ada Byron"}}"#
    private static let traces = ["4242424242424242", "987", "2031", "Ada", "Byron"]

    @Test("a card is sent as Stripe names its parts")
    func card() async throws {
        let bench = Bench([.answer(200, Self.method), .answer(200, Self.method)])
        let reply = try await create(on: bench)
        _ = try await bench.client.createPaymentMethod(
            fromCard: CardNumber("378282246310005")!, expMonth: 1, expYear: 2030, code: nil, holderName: nil,
            idempotencyKey: "other", deadline: bench.client.deadline())
        #expect(bench.requests.map { "\($0)" } == Array(repeating: "POST /v1/payment_methods", count: 2))
        #expect(
            bench.requests.map(\.text) == [
                "type=card&card[number]=4242424242424242&card[exp_month]=12&card[exp_year]=2031&card[cvc]=987"
                    + "&billing_details[name]=Ada+Byron",
                "type=card&card[number]=378282246310005&card[exp_month]=1&card[exp_year]=2030",
            ])
        #expect(bench.requests.map { $0.header("Idempotency-Key") } == ["mine", "other"])
        #expect(reply.object.expMonth == 12)
        #expect(reply.object.expYear == 2031)
        #expect(reply.object.fingerprint == "Xt5E")
        #expect(reply.object.billingName == "Ada Byron")
    }

    @Test("a token goes with the name, or without one")
    func token() async throws {
        let bench = Bench([.answer(200, Self.method), .answer(200, Self.method)])
        for name in ["Ada Byron", nil] {
            _ = try await bench.client.createPaymentMethod(
                fromToken: "tok_visa", holderName: name, idempotencyKey: "mine",
                deadline: bench.client.deadline())
        }
        #expect(
            bench.requests.map(\.text) == [
                "type=card&card[token]=tok_visa&billing_details[name]=Ada+Byron",
                "type=card&card[token]=tok_visa",
            ])
    }

    @Test("a method without a card has none of a card's fields")
    func noCard() throws {
        let bare = try JSON(Array(#"{"id":"pm_1","object":"payment_method"}"#.utf8))
        let method = try #require(PaymentMethod(bare))
        #expect(method.expMonth == nil)
        #expect(method.expYear == nil)
        #expect(method.fingerprint == nil)
    }

    @Test(
        "no failure, attempt or request holds any of a card when it is printed, after retries too",
        arguments: [
            [.answer(402, #"{"error":{"type":"card_error","code":"card_declined","message":"No."}}"#)],
            [
                .failure(.noAnswer(reason: "reset")), .answer(500, "<html>"),
                .failure(.notSent(reason: "gone")),
            ],
            [.failure(.timedOut)], [.answer(401, "{}")],
            [.answer(400, #"{"error":{"type":"idempotency_error"}}"#)],
        ] as [[ScriptedTransport.Step]])
    func nothingLeft(steps: [ScriptedTransport.Step]) async throws {
        let bench = Bench(steps)
        var printed = ""
        do throws(StripeFailure) {
            _ = try await create(on: bench)
            Issue.record("the card was taken")
        } catch {
            printed += "\(error)" + String(reflecting: error)
            dump(error, to: &printed)
        }
        #expect(bench.requests.count == steps.count)
        for request in bench.requests {
            #expect(request.text.contains("4242424242424242"))
            printed += "\(request)" + String(reflecting: request)
            dump(request, to: &printed)
        }
        #expect(bench.attempts.count == steps.count)
        printed += "\(bench.attempts)"
        dump(bench.attempts, to: &printed)
        dump(bench.client, to: &printed)
        // An address in memory has any three digits now and then.
        printed = printed.replacing(#/0x[0-9a-f]+|pointerValue: [0-9]+/#, with: "an address")
        for trace in Self.traces {
            #expect(!printed.contains(trace))
        }
        // Bytes are dumped one a line, each with its place: these are the first of `type=card`.
        #expect(!printed.contains("116\n"))
        #expect(!printed.contains("[116, 121"))
    }

    @Test("neither a form nor a transfer's request shows what it holds")
    func formsAreHidden() {
        let form: FormFields = ["card": ["number": "4242424242424242", "list": ["Ada"]], "name": "Byron"]
        let request = CurlRequest(
            .post, "https://stripe.example/?q=Ada", headerLines: ["Authorization: Bearer Byron"],
            body: form.encoded(), timeoutMilliseconds: 1)
        var printed = "\(form)" + String(reflecting: form) + "\(FormValue.text("Ada"))" + "\(request)"
        dump(form, to: &printed)
        dump(FormValue.fields(form), to: &printed)
        dump(request, to: &printed)
        for trace in Self.traces {
            #expect(!printed.contains(trace))
        }
        #expect(!printed.contains("99"))
        #expect(printed.contains("[redacted]"))
    }

    private func create(on bench: Bench) async throws(StripeFailure) -> StripeReply<PaymentMethod> {
        try await bench.client.createPaymentMethod(
            fromCard: CardNumber("4242 4242 4242 4242")!, expMonth: 12, expYear: 2031, code: CardCode("987"),
            holderName: "Ada Byron", idempotencyKey: "mine", deadline: bench.client.deadline())
    }
}

// Proves the calls that share a payment with a connected account: what is sent, and nothing that was not asked for.
import Basics
import StripeClient
import Testing

@Suite("Calls of connected accounts", .timeLimit(.minutes(5)))
struct ConnectCallsTests {
    private static let account = AccountID("acct_1")!

    @Test(
        "an Express account is made with the one capability that it needs, signed up by a link, and read again"
    )
    func accounts() async throws {
        let link =
            #"{"object":"account_link","created":1,"expires_at":301,"url":"https://stripe.example/s/x9y8"}"#
        let bench = Bench([
            .answer(200, Self.account(#""capabilities":{"transfers":"inactive"},"details_submitted":false"#)),
            .answer(200, link),
            .answer(200, Self.account(#""capabilities":{"transfers":"active"},"details_submitted":true"#)),
        ])
        let deadline = bench.client.deadline()
        let made = try await bench.client.createAccount(
            email: "t@b.example", metadata: ["teacher": "7"], idempotencyKey: "mine", deadline: deadline)
        let page = try await bench.client.createAccountLink(
            for: made.object.id, refreshURL: "https://a.example/again", returnURL: "https://a.example/done",
            deadline: deadline)
        let now = try await bench.client.retrieveAccount(made.object.id, deadline: deadline)
        #expect(made.object.id == Self.account)
        #expect(made.object.transfersStatus == .inactive)
        #expect(page.object.url.reveal() == "https://stripe.example/s/x9y8")
        #expect(!"\(page.object)".contains("x9y8"))
        #expect(now.object.transfersStatus == .active)
        #expect(
            bench.requests.map { "\($0.method.rawValue) \($0.target) \($0.text)" } == [
                "POST /v1/accounts type=express&email=t%40b.example&capabilities[transfers][requested]=true"
                    + "&metadata[teacher]=7",
                "POST /v1/account_links account=acct_1&refresh_url=https%3A%2F%2Fa.example%2Fagain"
                    + "&return_url=https%3A%2F%2Fa.example%2Fdone&type=account_onboarding",
                "GET /v1/accounts/acct_1 ",
            ])
        #expect(bench.requests[0].header("Idempotency-Key") == "mine")
        #expect(bench.requests[1].header("Idempotency-Key")?.hasPrefix("fermata-") == true)
        #expect(
            bench.attempts.map(\.endpoint.template) == [
                "/v1/accounts", "/v1/account_links", "/v1/accounts/:account",
            ])
    }

    @Test("a capability that was not asked for, or has a status of tomorrow, is not known")
    func capabilities() throws {
        for (fields, status) in [
            (#""capabilities":{"transfers":"pending"}"#, ConnectedAccount.CapabilityStatus.pending),
            (#""capabilities":{}"#, nil), (#""capabilities":{"transfers":"paused"}"#, nil), (#""x":1"#, nil),
        ] {
            let account = ConnectedAccount(try JSON(Array(Self.account(fields).utf8)))
            #expect(account?.transfersStatus == status)
        }
        for other in [
            #"{"object":"account"}"#, #"{"object":"customer","id":"acct_1"}"#, #"{"object":"account_link"}"#,
        ] {
            #expect(ConnectedAccount(try JSON(Array(other.utf8))) == nil)
            #expect(AccountLink(try JSON(Array(other.utf8))) == nil)
        }
    }

    @Test("a capture names the platform's fee when it is told one")
    func capture() async throws {
        let bench = Bench([.answer(200, StripeClientTests.intent)])
        _ = try await bench.client.capturePaymentIntent(
            bench.id, amount: 5000, applicationFee: 500, expand: ["latest_charge"], idempotencyKey: nil,
            deadline: bench.client.deadline())
        #expect(
            bench.requests[0].text
                == "expand[0]=latest_charge&amount_to_capture=5000&application_fee_amount=500")
    }

    @Test("a refund reverses and gives back only what it is told to")
    func refund() async throws {
        let refund = #"{"id":"re_1","object":"refund"}"#
        let bench = Bench(Array(repeating: .answer(200, refund), count: 4))
        for (reverses, refunds) in [(false, false), (true, false), (false, true), (true, true)] {
            _ = try await bench.client.createRefund(
                of: bench.id, amount: nil, reason: "duplicate", reversesTransfer: reverses,
                refundsApplicationFee: refunds, idempotencyKey: nil, deadline: bench.client.deadline())
        }
        let plain = "payment_intent=pi_1&reason=duplicate"
        #expect(
            bench.requests.map(\.text) == [
                plain, plain + "&reverse_transfer=true", plain + "&refund_application_fee=true",
                plain + "&reverse_transfer=true&refund_application_fee=true",
            ])
    }

    private static func account(_ fields: String) -> String {
        #"{"id":"acct_1","object":"account",\#(fields)}"#
    }
}

// A client on a scripted network, for the tests of this folder.
import Basics
import StripeClient
import Testing

struct Bench {
    let client: StripeClient
    let time = VirtualTime()
    let id: PaymentIntentID
    private let transport: ScriptedTransport
    private let observed = Observed()

    private final class Observed: Sendable {
        let attempts = Lock([StripeAttempt]())
    }

    init(_ steps: [ScriptedTransport.Step], deadlineMilliseconds: Int = 20_000) {
        transport = ScriptedTransport(steps)
        id = PaymentIntentID("pi_1")!
        let settings = StripeClientSettings(
            secretKey: Secret("sk_test_secret"), apiVersion: "2022-11-15",
            deadlineMilliseconds: deadlineMilliseconds)
        client = StripeClient(
            settings: settings, transport: transport, waiter: time, random: .counting(),
            observe: { [observed] attempt in observed.attempts.withLock { $0.append(attempt) } })
    }

    var requests: [TransportRequest] { transport.requests }
    var attempts: [StripeAttempt] { observed.attempts.withLock { $0 } }

    func capture(
        key: String?, deadline: Deadline? = nil
    ) async throws(StripeFailure) -> StripeReply<PaymentIntent> {
        try await client.capturePaymentIntent(
            id, amount: 5, idempotencyKey: key, deadline: deadline ?? client.deadline())
    }

    func expectFailure(
        deadline: Deadline? = nil, sourceLocation: SourceLocation = #_sourceLocation,
        _ matches: (StripeFailure) -> Bool
    ) async {
        do throws(StripeFailure) {
            _ = try await capture(key: nil, deadline: deadline)
            Issue.record("the capture succeeded", sourceLocation: sourceLocation)
        } catch {
            #expect(matches(error), "\(error)", sourceLocation: sourceLocation)
        }
    }
}

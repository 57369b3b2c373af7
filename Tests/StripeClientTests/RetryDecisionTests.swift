// Proves the retry table and the back-off, without a call.
import StripeClient
import Testing

@Suite("Retry decisions", .timeLimit(.minutes(5)), .serialized)
struct RetryDecisionTests {
    @Test(
        "the table of Stripe's libraries",
        arguments: [
            (.failed(.notSent(reason: "refused")), .retry(.notSent)),
            (.failed(.noAnswer(reason: "reset")), .retry(.noAnswer)),
            (.failed(.timedOut), .stop(.timedOut)),
            (.responded(status: 200, shouldRetry: nil, usable: true), .stop(.answered)),
            (.responded(status: 200, shouldRetry: true, usable: true), .stop(.answered)),
            (.responded(status: 200, shouldRetry: nil, usable: false), .retry(.unusable)),
            (.responded(status: 200, shouldRetry: false, usable: false), .stop(.stripeForbade)),
            (.responded(status: 302, shouldRetry: nil, usable: false), .stop(.definite)),
            (.responded(status: 400, shouldRetry: nil, usable: false), .stop(.definite)),
            (.responded(status: 401, shouldRetry: nil, usable: false), .stop(.definite)),
            (.responded(status: 402, shouldRetry: nil, usable: false), .stop(.definite)),
            (.responded(status: 404, shouldRetry: nil, usable: false), .stop(.definite)),
            (.responded(status: 424, shouldRetry: nil, usable: false), .stop(.definite)),
            (.responded(status: 400, shouldRetry: true, usable: false), .retry(.stripeAsked)),
            (.responded(status: 409, shouldRetry: nil, usable: false), .retry(.conflict)),
            (.responded(status: 409, shouldRetry: false, usable: false), .stop(.stripeForbade)),
            (.responded(status: 429, shouldRetry: nil, usable: false), .stop(.definite)),
            (.responded(status: 429, shouldRetry: true, usable: false), .retry(.stripeAsked)),
            (.responded(status: 500, shouldRetry: nil, usable: false), .retry(.serverFault)),
            (.responded(status: 503, shouldRetry: nil, usable: false), .retry(.serverFault)),
            (.responded(status: 500, shouldRetry: false, usable: false), .stop(.stripeForbade)),
            (
                .responded(status: 500, shouldRetry: nil, usable: false, replayed: true),
                .stop(.faultReplayed)
            ),
            (
                .responded(status: 500, shouldRetry: true, usable: false, replayed: true),
                .retry(.stripeAsked)
            ),
            (.responded(status: 200, shouldRetry: nil, usable: true, replayed: true), .stop(.answered)),
            (.responded(status: 409, shouldRetry: nil, usable: false, replayed: true), .retry(.conflict)),
        ] as [(AttemptOutcome, RetryDecision)])
    func table(outcome: AttemptOutcome, decision: RetryDecision) {
        #expect(RetryDecision.after(outcome, retriesDone: 0, retriesMax: 2) == decision)
        #expect(RetryDecision.after(outcome, retriesDone: 1, retriesMax: 2) == decision)
        // What would be retried ends for want of retries; what would not ends for its own reason.
        let last = if case .retry = decision { RetryDecision.stop(.retriesUsedUp) } else { decision }
        #expect(RetryDecision.after(outcome, retriesDone: 2, retriesMax: 2) == last)
        #expect(RetryDecision.after(outcome, retriesDone: 0, retriesMax: 0) == last)
    }

    @Test(
        "the wait doubles to the cap, between half and all of it, never below the base",
        arguments: [
            (1, 500, 500), (2, 500, 1_000), (3, 1_000, 2_000), (4, 2_000, 4_000), (5, 2_500, 5_000),
            (63, 2_500, 5_000), (1_000, 2_500, 5_000),
        ])
    func backoff(retry: Int, least: Int, most: Int) {
        let backoff = Backoff(baseMilliseconds: 500, capMilliseconds: 5_000)
        var seen: Set<Int> = []
        for random in 0..<UInt64(5_001) {
            seen.insert(backoff.delayMilliseconds(retry: retry, random: random))
        }
        #expect(seen.min() == least)
        #expect(seen.max() == most)
        #expect(backoff.delayMilliseconds(retry: retry, random: .max) <= most)
    }
}

// The whole client, libcurl and all, against a peer on a socket that fails as Stripe and what stands before it can.
import Basics
import CurlClient
import HTTPServer
import Reactor
import StripeClient
import Testing

@Suite("Stripe over sockets", .timeLimit(.minutes(5)), .serialized)
struct StripeOverSocketsTests {
    private static let serverError = #"{"error":{"type":"api_error","message":"Something went wrong."}}"#
    private static let limited = #"{"error":{"type":"invalid_request_error","code":"rate_limit"}}"#

    @Test(
        "what passes is not noticed: asked again with the same key, done once",
        arguments: [
            ("cut off before it acted", .reset(acts: false)),
            ("cut off after it acted", .reset(acts: true)),
            ("closed without a word", .answer(200, "", ending: .close)),
            ("HTML with 200", .answer(200, "<html>welcome</html>", acts: true)),
            ("garbage", .answer(200, "\u{0}\u{1}{{", acts: true)),
            ("half of its JSON", .answer(200, #"{"id":"pi_1","object":"payment_in"#, acts: true)),
            ("409", .answer(409, serverError)),
            ("429 that asks for it", .answer(429, limited, ["Stripe-Should-Retry": "true"])),
            ("500", .answer(500, serverError)),
            ("503 in HTML", .answer(503, "<html>")),
        ] as [(String, PeerStripe.Step)])
    func passes(name: String, step: PeerStripe.Step) async throws {
        try await PeerStripe.play([step]) { stripe in
            let reply = try await stripe.capture(key: "mine")
            #expect(reply.object.status == .succeeded, "\(name)")
            #expect(stripe.keys == ["mine", "mine"], "\(name)")
            #expect(stripe.actions == 1, "\(name)")
        }
    }

    @Test("a plain 429 is not asked again, and nothing was done")
    func rateLimited() async throws {
        try await PeerStripe.play([.answer(429, Self.limited)]) { stripe in
            await stripe.expectFailure { if case .rateLimited = $0 { true } else { false } }
            #expect(stripe.keys.count == 1)
            #expect(stripe.actions == 0)
        }
    }

    @Test("a fault that is replayed is not asked for a third time")
    func replayedFault() async throws {
        let replay = PeerStripe.Step.answer(500, Self.serverError, ["Idempotent-Replayed": "true"])
        try await PeerStripe.play([.answer(500, Self.serverError, acts: true), replay]) { stripe in
            await stripe.expectFailure { if case .faultReplayed = $0 { true } else { false } }
            #expect(stripe.keys == ["key", "key"])
        }
    }

    @Test("nobody listens: unreachable, nothing was done")
    func refused() async throws {
        try await PeerStripe.play([]) { stripe in
            try await stripe.withoutPeer {
                await stripe.expectFailure { if case .unreachable = $0 { true } else { false } }
            }
        }
    }

    @Test("slower than the deadline: timed out in its time, and the others are not slowed")
    func slow() async throws {
        try await PeerStripe.play([.never], deadlineMilliseconds: 6000) { stripe in
            let stripe = stripe
            let hasEnded = Lock(false)
            let began = stripe.loop.nowMilliseconds
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask {
                    await stripe.expectFailure { if case .timedOut = $0 { true } else { false } }
                    hasEnded.withLock { $0 = true }
                    #expect(stripe.loop.nowMilliseconds - began >= 5990)
                }
                #expect(await stripe.eventually { stripe.keys.count == 1 })
                for _ in 0..<20 { _ = try await stripe.capture(key: nil) }
                #expect(!hasEnded.withLock { $0 }, "they waited for the slow one")
            }
            #expect(stripe.keys.count == 21)
        }
    }
}

// Webhooks on their last way: over a socket, to a receiver that checks them and has manners of its own.
import Basics
import Reactor
import Testing

@testable import Payments

@Suite("Webhooks over sockets", .timeLimit(.minutes(5)), .serialized)
struct HookSenderTests {
    private static let rolled = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    private static let hook = OutgoingHook(
        id: "msg_1", body: Array(#"{"type":"payment.captured"}"#.utf8), timestamp: 1_795_291_200)

    /// What a try comes to.
    private func post(
        to url: String, secrets: [String] = [HookReceiver.secret], allowsPrivate: Bool = true,
        timeoutMilliseconds: Int = 30_000, times: Int = 1
    ) async throws -> [HookAnswer] {
        let access = HookAccess(
            url: url, secrets: try secrets.map { try #require(HookSecret($0)) },
            allowsPrivateAddresses: allowsPrivate)
        let loop = try EventLoop()
        try loop.start()
        defer { loop.stop() }
        return await withTaskExecutorPreference(loop) {
            let sender = CurlHookSender(access, on: loop, timeoutMilliseconds: timeoutMilliseconds)
            var answers: [HookAnswer] = []
            for _ in 0..<times { answers.append(await sender.post(Self.hook)) }
            return answers
        }
    }

    @Test("it arrives as JSON with its id, its time and a signature that the receiver finds right")
    func signed() async throws {
        try await HookReceiver.serve { receiver in
            let answers = try await post(to: receiver.url)
            #expect(answers == [.status(200)])
            let arrival = try #require(receiver.arrivals.first)
            #expect(arrival.line == "POST /hooks?token=t1")
            #expect(arrival.body == Self.hook.body)
            #expect(arrival.headers["content-type"] == "application/json")
            #expect(arrival.headers["user-agent"] == "Fermata/1")
            #expect(arrival.headers["webhook-id"] == "msg_1")
            #expect(arrival.headers["webhook-timestamp"] == "1795291200")
            #expect(arrival.isSigned(by: HookReceiver.secret))
            #expect(!arrival.isSigned(by: Self.rolled))
        }
    }

    @Test("while a secret is changed, receivers that know either take it")
    func rolled() async throws {
        try await HookReceiver.serve { receiver in
            _ = try await post(to: receiver.url, secrets: [Self.rolled, HookReceiver.secret])
            let arrival = try #require(receiver.arrivals.first)
            #expect(arrival.isSigned(by: Self.rolled) && arrival.isSigned(by: HookReceiver.secret))
        }
    }

    @Test("a redirect is an answer like any other, and nothing is posted where it leads")
    func redirect() async throws {
        try await HookReceiver.serve([.redirect, .status(410), .status(500)]) { receiver in
            let answers = try await post(to: receiver.url, times: 4)
            #expect(answers == [.status(307), .status(410), .status(500), .status(200)])
            #expect(receiver.arrivals.map(\.line) == Array(repeating: "POST /hooks?token=t1", count: 4))
        }
    }

    @Test("a long answer is its status")
    func large() async throws {
        try await HookReceiver.serve([.large(3_000_000)]) { receiver in
            let answers = try await post(to: receiver.url, times: 2)
            #expect(answers == [.status(200), .status(200)])
        }
    }

    @Test("a receiver that hangs or cuts the connection has not answered")
    func noAnswer() async throws {
        try await HookReceiver.serve([.hang, .reset]) { receiver in
            let answers = try await post(to: receiver.url, timeoutMilliseconds: 2000, times: 3)
            try #require(answers.count == 3)
            #expect(answers[0] == .none("no answer in time"))
            guard case .none = answers[1] else { throw Unexpected(answer: answers[1]) }
            #expect(answers[2] == .status(200))
        }
    }

    private struct Unexpected: Error { let answer: HookAnswer }

    @Test(
        "this machine hears nothing unless private addresses are allowed",
        arguments: ["127.0.0.1", "localhost"])
    func privateAddress(host: String) async throws {
        try await HookReceiver.serve { receiver in
            let url = "http://\(host):\(receiver.port)/"
            let refused = try await post(to: url, allowsPrivate: false)
            #expect(refused == [.none("the address is not one of the public internet")])
            #expect(receiver.arrivals.isEmpty)
            let allowed = try await post(to: url)
            #expect(allowed == [.status(200)])
        }
    }
}

// What fermata doctor finds: each thing that can be wrong, in words, while the rest is looked at all the same.
import Basics
import HTTPServer
import Payments
import Reactor
import TestSupport
import Testing

@testable import App

@Suite("The doctor's findings", .timeLimit(.minutes(5)), .serialized)
struct DoctorTests {
    /// What a Stripe answers to a path.
    typealias Stripe = @Sendable (_ path: String) async -> Response

    private static let well: Stripe = { path in
        path.hasPrefix("/v1/account")
            ? .api(.ok, Array(#"{"object":"account","id":"acct_1"}"#.utf8))
            : .api(.ok, Array(#"{"object":"list","data":[],"has_more":false}"#.utf8))
    }

    /// The findings by their checks, and the text of them all.
    ///
    /// - Parameter gate: lets go whom the Stripe keeps waiting, once the findings are there.
    private func findings(
        _ changes: [String: String] = [:], stripe: @escaping Stripe = DoctorTests.well,
        clockAheadSeconds: Int64 = 0, silentUntil gate: TestSupport.Gate? = nil
    ) async throws -> (checks: [String: JSON], outcome: OfficeTask.Outcome) {
        let loops = [try EventLoop(), try EventLoop()]
        for loop in loops { try loop.start() }
        defer { for loop in loops { loop.stop() } }
        let server = try Server.start(
            at: [try #require(SocketAddress(host: "127.0.0.1", port: 0))], on: [loops[0]],
            settings: ServerSettings(refuse: { Response($0.status) })
        ) { _, _ in
            Router(everything: { await stripe(String(decoding: $0.head.path, as: UTF8.self)) })
        }
        let values = [
            "STRIPE_SECRET_KEY": "sk_test_notshown", "STRIPE_DEADLINE_SECONDS": "10",
            "STRIPE_API_BASE": "http://127.0.0.1:\(server.addresses[0].port)", "DATA_DIR": "/no/such/folder",
        ].merging(changes) { $1 }
        let settings = try Settings.load(
            try Environment(process: { values[$0] }, file: nil), sandbox: false)
        let clock = WallClock { WallClock.system.nowMilliseconds() + clockAheadSeconds * 1000 }
        let outcome = await withTaskExecutorPreference(loops[1]) {
            await DoctorTask(asJSON: true, clock: clock).run(settings, on: loops[1])
        }
        gate?.open()
        await server.stop()
        #expect(!outcome.text.contains("notshown"))
        var checks: [String: JSON] = [:]
        for check in try JSON(Array(outcome.text.utf8))["checks"]?.elements ?? [] {
            checks[check["check"]?.string ?? ""] = check
        }
        return (checks, outcome)
    }

    @Test("a key that Stripe does not accept fails, one that may not read the account is to be looked at")
    func keys() async throws {
        let refused = try await findings { _ in .api(.unauthorized, Array(#"{"error":{}}"#.utf8)) }
        #expect(refused.checks["stripe"]?["verdict"]?.string == "fail")
        #expect(refused.checks["stripe"]?["mend"]?.string?.contains("the key") == true)
        #expect(!refused.outcome.isGood)
        let restricted = try await findings { _ in .api(.forbidden, Array(#"{"error":{}}"#.utf8)) }
        for check in ["stripe", "webhooks"] {
            #expect(restricted.checks[check]?["verdict"]?.string == "warn", "\(restricted.outcome.text)")
        }
        #expect(restricted.outcome.isGood)
        let well = try await findings()
        #expect(well.checks["stripe"]?["text"]?.string?.hasPrefix("acct_1 at http://127.0.0.1:") == true)
        #expect(well.outcome.isGood)
    }

    @Test("a Stripe that says nothing fails by its deadline, and the rest is looked at")
    func silence() async throws {
        let gate = TestSupport.Gate()
        let stripe: Stripe = { _ in
            await gate.wait()
            return .api(.ok, [])
        }
        let silent = try await findings(
            ["STRIPE_DEADLINE_SECONDS": "1"], stripe: stripe, silentUntil: gate)
        #expect(silent.checks["stripe"]?["verdict"]?.string == "fail", "\(silent.outcome.text)")
        #expect(silent.checks["webhooks"]?["verdict"]?.string == "fail")
        #expect(silent.checks["database"]?["verdict"]?.string == "ok")
        #expect(silent.checks["mail"] != nil && silent.checks["disk"] != nil)
    }

    @Test(
        "a clock that is apart from Stripe's is told, by how much",
        arguments: [(0, "ok"), (2, "ok"), (10, "warn"), (-10, "warn"), (90, "fail"), (-90, "fail")])
    func clock(aheadSeconds: Int64, verdict: String) async throws {
        let found = try await findings(clockAheadSeconds: aheadSeconds)
        #expect(found.checks["clock"]?["verdict"]?.string == verdict, "\(found.outcome.text)")
        guard verdict != "ok" else { return }
        let side = aheadSeconds > 0 ? "before" : "behind"
        #expect(found.checks["clock"]?["text"]?.string?.contains(" s \(side) Stripe's") == true)
        #expect(StripeDoctor.clock(nil).verdict == .warn)
    }

    @Test("the endpoint at Stripe is looked for, and must be on and be told of all that is acted on")
    func webhooks() async throws {
        func stripe(_ endpoints: [(url: String, status: String, events: String)]) -> Stripe {
            let data = endpoints.enumerated().map { number, endpoint in
                #"{"object":"webhook_endpoint","id":"we_\#(number)","url":"\#(endpoint.url)","#
                    + #""status":"\#(endpoint.status)","enabled_events":[\#(endpoint.events)]}"#
            }
            let body = #"{"object":"list","data":[\#(data.joined(separator: ","))],"has_more":false}"#
            return { path in
                path.hasPrefix("/v1/webhook_endpoints")
                    ? .api(.ok, Array(body.utf8)) : await DoctorTests.well(path)
            }
        }
        let ours = "https://pay.example.com/webhook"
        let cases:
            [(endpoints: [(url: String, status: String, events: String)], verdict: String, says: String)] = [
                ([], "warn", "Stripe has no endpoint \(ours)"),
                ([("https://other.example.com/webhook", "enabled", #""*""#)], "warn", "has no endpoint"),
                ([(ours, "disabled", #""*""#)], "warn", "has disabled the endpoint"),
                ([(ours, "enabled", #""charge.refunded""#)], "warn", "is not told of account.updated, "),
                ([(ours, "enabled", #""*""#)], "ok", "tells \(ours) of all"),
                (
                    [(ours, "enabled", #""account.updated""#), (ours, "enabled", #""*""#)], "ok",
                    "tells \(ours) of all"
                ),
            ]
        for (endpoints, verdict, says) in cases {
            let found = try await findings(
                ["DOMAIN": "https://pay.example.com"], stripe: stripe(endpoints))
            #expect(found.checks["webhooks"]?["verdict"]?.string == verdict, "\(found.outcome.text)")
            #expect(
                found.checks["webhooks"]?["text"]?.string?.contains(says) == true, "\(found.outcome.text)")
        }
    }

    @Test("what the settings leave open is told")
    func settings() async throws {
        let bare = try await findings()
        #expect(bare.checks["webhook_secret"]?["verdict"]?.string == "warn")
        #expect(bare.checks["access"]?["text"]?.string?.contains("nobody can sign in") == true)
        let secret = ["AUTH_JWT_SECRET": "a secret of the tests, long enough"]
        let open = try await findings(
            secret.merging([
                "HOST": "0.0.0.0", "ALLOW_UNAUTHENTICATED": "yes", "STRIPE_WEBHOOK_SECRET": "whsec_cutoff",
            ]) { $1 })
        #expect(open.checks["access"]?["mend"]?.string?.contains("LESSONS_AUTH=required") == true)
        #expect(open.checks["webhook_secret"]?["text"]?.string?.contains("shorter") == true)
        let closed = try await findings(
            secret.merging([
                "LESSONS_AUTH": "required", "STRIPE_WEBHOOK_SECRET": "whsec_0123456789abcdef0123456789abcdef",
            ]) { $1 })
        #expect(closed.checks["access"]?["verdict"]?.string == "ok")
        #expect(closed.checks["webhook_secret"]?["verdict"]?.string == "ok")
        #expect(try await findings(secret).checks["access"]?["verdict"]?.string == "ok")
    }

    @Test(
        "a disk is full long before its last byte",
        arguments: [
            (1_073_741_824, "ok"), (1_073_741_823, "warn"), (104_857_600, "warn"), (104_857_599, "fail"),
        ] as [(UInt64, String)])
    func disk(freeBytes: UInt64, verdict: String) {
        #expect(DiskDoctor.finding("/data", freeBytes: freeBytes).verdict.rawValue == verdict)
    }

    @Test("settings that cannot be used are told one by one")
    func unusable() throws {
        let failure = SettingsFailure(
            problems: [.init(key: "PORT", text: "must be a whole number"), .init(key: nil, text: "No file.")])
        let body = try JSON(Array(DoctorTask(asJSON: true).outcome(failure).text.utf8))
        #expect(body["healthy"]?.bool == false)
        #expect(body["checks"]?.elements.count == 2)
        let text = DoctorTask(asJSON: false).outcome(failure).text
        #expect(text.hasPrefix("fail  settings  PORT must be a whole number\nfail  settings  No file.\n"))
    }
}

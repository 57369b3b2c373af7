// Proves which settings a server starts with, and which it refuses and how it says so.
import App
import Basics
import Reactor
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite("Settings", .timeLimit(.minutes(5)), .serialized)
struct SettingsTests {
    static let keys = [
        "STRIPE_SECRET_KEY": "sk_test_1a", "STRIPE_PUBLISHABLE_KEY": "pk_test_1a",
        "STRIPE_WEBHOOK_SECRET": "whsec_1a",
    ]
    static let live = [
        "STRIPE_SECRET_KEY": "sk_live_1a", "STRIPE_PUBLISHABLE_KEY": "pk_live_1a", "ALLOW_LIVE": "yes",
    ]

    static func load(
        _ values: [String: String], file text: String? = nil, sandbox: Bool = false, cores: Int = 3
    ) throws -> Settings {
        let file = text.map { EnvironmentFile(path: ".env", text: $0) }
        let environment = try Environment(process: { values[$0] }, file: file)
        return try Settings.load(environment, sandbox: sandbox, cores: cores)
    }

    /// The only problem of `base` with `changes` over it.
    private func problem(
        _ changes: [String: String], over base: [String: String] = keys, sandbox: Bool = false
    ) throws -> SettingsFailure.Problem {
        let values = base.merging(changes) { $1 }
        let failure = try #require(throws: SettingsFailure.self) {
            try Self.load(values, sandbox: sandbox)
        }
        let problem = try #require(failure.problems.first)
        #expect(failure.problems.count == 1, "\(failure)")
        return problem
    }

    @Test("with the keys alone, everything else has its default")
    func defaults() throws {
        let settings = try Self.load(Self.keys)
        #expect(settings.stripe.secretKey.reveal() == "sk_test_1a")
        #expect(settings.stripe.publishableKey == "pk_test_1a")
        #expect(settings.stripe.webhookSecrets.map { $0.reveal() } == ["whsec_1a"])
        #expect(settings.stripe.mode == .test)
        #expect(settings.stripe.base.description == "https://api.stripe.com")
        #expect(settings.stripe.version == "2022-11-15")
        #expect(settings.stripe.deadlineSeconds == 20)
        #expect(settings.listen.host.addresses == ["127.0.0.1", "::1"])
        #expect(settings.listen.port == 4242)
        #expect(settings.listen.origin(boundPort: 4242).description == "http://localhost:4242")
        #expect(settings.listen.staticDirectory == nil)
        #expect(settings.listen.loopCount == 3)
        #expect(settings.listen.poller == .standard)
        #expect(settings.stubPort == 12111)
        #expect(!settings.isSandbox)
        #expect(settings.warnings.isEmpty)
    }

    @Test("every setting is taken from where it stands")
    func allSet() throws {
        let settings = try Self.load(
            [
                "STRIPE_SECRET_KEY": "rk_test_1a", "PORT": "0", "DOMAIN": "https://lessons.example.com/",
                "STATIC_DIR": "../client", "HOST": "::1", "STRIPE_API_BASE": "http://[::1]:12111",
            ],
            file: """
                STRIPE_API_VERSION=2026-08-26.dahlia
                STRIPE_DEADLINE_SECONDS=7
                STRIPE_STUB_PORT=0
                LOOPS=2
                POLLER=dispatch
                """)
        #expect(settings.listen.port == 0)
        #expect(settings.listen.origin(boundPort: 9).description == "https://lessons.example.com")
        #expect(settings.listen.staticDirectory == "../client")
        #expect(settings.listen.host.addresses == ["::1"])
        #expect(settings.stripe.base.description == "http://[::1]:12111")
        #expect(settings.stripe.version == "2026-08-26.dahlia")
        #expect(settings.stripe.deadlineSeconds == 7)
        #expect(settings.stubPort == 0)
        #expect(settings.listen.loopCount == 2)
        #expect(settings.listen.poller == .dispatch)
        #expect(
            settings.warnings == [
                "STRIPE_PUBLISHABLE_KEY is not set: browsers cannot take cards",
                "STATIC_DIR is no folder: ../client. The shop's own pages are served",
            ])
    }

    @Test("without a secret key the failure says where to put one and that the sandbox needs none")
    func needsKey() throws {
        for values in [[:], ["STRIPE_SECRET_KEY": ""]] {
            let problem = try problem(values, over: [:])
            #expect(problem.key == "STRIPE_SECRET_KEY")
            for words in ["cp .env.example .env", "fermata serve --sandbox", "make run"] {
                #expect(problem.text.contains(words))
            }
        }
    }

    @Test("the sandbox needs no keys, calls only this machine and keeps a given test key")
    func sandbox() throws {
        let settings = try Self.load(["STRIPE_API_BASE": "https://api.stripe.com"], sandbox: true)
        #expect(settings.isSandbox)
        #expect(settings.stripe.secretKey.reveal() == "sk_test_sandbox")
        #expect(settings.stripe.publishableKey == "pk_test_sandbox")
        #expect(settings.stripe.base.isLoopback)
        #expect(settings.warnings.count == 1)
        #expect(settings.warnings.first?.hasPrefix("STRIPE_API_BASE has no effect") == true)

        let given = try Self.load(Self.keys, sandbox: true)
        #expect(given.stripe.secretKey.reveal() == "sk_test_1a")
        #expect(given.warnings.isEmpty)
    }

    @Test("a live key is refused in the sandbox, whatever else is set")
    func sandboxRefusesLive() throws {
        let problem = try problem([:], over: Self.live, sandbox: true)
        #expect(problem.key == "STRIPE_SECRET_KEY")
        #expect(problem.text.contains("sandbox"))
    }

    @Test("a live key wants ALLOW_LIVE=yes and Stripe itself")
    func live() throws {
        #expect(try Self.load(Self.live).stripe.mode == .live)
        #expect(try problem(["ALLOW_LIVE": "no"], over: Self.live).text.contains("ALLOW_LIVE=yes"))
        #expect(try problem(["ALLOW_LIVE": ""], over: Self.live).key == "STRIPE_SECRET_KEY")
        for base in [
            "https://api.stripe.com.example.com", "http://localhost:12111", "https://api.stripe.com:8443",
        ] {
            #expect(try problem(["STRIPE_API_BASE": base], over: Self.live).key == "STRIPE_API_BASE")
        }
        let spelt = Self.live.merging(["STRIPE_API_BASE": "HTTPS://API.stripe.com:443/"]) { $1 }
        #expect(try Self.load(spelt).stripe.base.description == "https://api.stripe.com")
    }

    @Test("keys of different modes are refused together")
    func mixedModes() throws {
        #expect(
            try problem(["STRIPE_PUBLISHABLE_KEY": "pk_test_1a"], over: Self.live).text.contains("same mode"))
    }

    @Test("swapped keys are named as such")
    func swapped() throws {
        let failure = try #require(throws: SettingsFailure.self) {
            try Self.load(["STRIPE_SECRET_KEY": "pk_test_hidden", "STRIPE_PUBLISHABLE_KEY": "sk_test_hidden"])
        }
        #expect(failure.problems.map(\.key) == ["STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY"])
        #expect(failure.problems.allSatisfy { $0.text.contains("swapped") })
        #expect(!failure.description.contains("hidden"))
    }

    @Test(
        "a value that does not fit is refused with its key's name",
        arguments: [
            ("STRIPE_SECRET_KEY", "sk_hidden"), ("STRIPE_SECRET_KEY", "sk_test_..."),
            ("STRIPE_SECRET_KEY", "sk_test_"), ("STRIPE_SECRET_KEY", "sk_test_<your key>"),
            ("STRIPE_SECRET_KEY", "sk_test_hidden hidden"), ("STRIPE_SECRET_KEY", " sk_test_hidden"),
            ("STRIPE_PUBLISHABLE_KEY", "pk_test_xxxx"), ("STRIPE_PUBLISHABLE_KEY", "hidden"),
            ("STRIPE_WEBHOOK_SECRET", "hidden"), ("STRIPE_WEBHOOK_SECRET", "sk_test_hidden"),
            ("PORT", "65536"), ("PORT", "-1"), ("PORT", "+1"), ("PORT", "http"), ("PORT", "80 "),
            ("DOMAIN", "lessons.example.com"), ("DOMAIN", "https://example.com/lessons"),
            ("HOST", "example.com"), ("HOST", "127.1"), ("HOST", "[::1]"),
            ("HOST", "0.0.0.0"), ("HOST", "::"), ("HOST", "192.168.1.2"),
            ("STRIPE_API_BASE", "http://api.stripe.com"), ("STRIPE_API_BASE", "http://127.0.0.1.example.com"),
            ("STRIPE_API_BASE", "https://api.stripe.com/v1"), ("STRIPE_API_BASE", "ftp://localhost"),
            ("STRIPE_API_VERSION", "2022-11"), ("STRIPE_API_VERSION", "2022-11-15."),
            ("STRIPE_API_VERSION", "2022-11-15\r\nX: y"), ("STRIPE_API_VERSION", "latest"),
            ("ALLOW_LIVE", "true"), ("ALLOW_UNAUTHENTICATED", "1"),
            ("STRIPE_DEADLINE_SECONDS", "0"), ("STRIPE_DEADLINE_SECONDS", "121"),
            ("STRIPE_STUB_PORT", "65536"), ("LOOPS", "0"), ("LOOPS", "257"),
            ("LOOPS", "99999999999999999999"), ("POLLER", "kqueue"),
        ])
    func refuses(key: String, value: String) throws {
        let problem = try problem([key: value])
        #expect(problem.key == key)
        #expect(!problem.text.contains("hidden"))
        #expect(!problem.text.contains("is not set"))
    }

    @Test("all problems are told at once")
    func collects() throws {
        let failure = try #require(throws: SettingsFailure.self) {
            try Self.load(["PORT": "x", "LOOPS": "x", "STRIPE_API_BASE": "x"])
        }
        #expect(
            Set(failure.problems.compactMap(\.key)) == [
                "STRIPE_SECRET_KEY", "PORT", "LOOPS", "STRIPE_API_BASE",
            ])
        #expect(failure.description.split(separator: "\n").count == 5)
    }

    @Test("with ALLOW_UNAUTHENTICATED=yes other machines may come, and a warning says so")
    func opensUp() throws {
        let values = Self.keys.merging(["HOST": "0.0.0.0", "ALLOW_UNAUTHENTICATED": "yes"]) { $1 }
        let settings = try Self.load(values)
        #expect(settings.listen.host.addresses == ["0.0.0.0"])
        #expect(!settings.listen.host.isLoopback)
        #expect(settings.warnings == ["HOST lets other machines in, and the server asks nobody who they are"])
    }

    @Test("a name in the file that is no setting is warned of")
    func unknownName() throws {
        let settings = try Self.load(Self.keys, file: "STRIPE_SECRET_KYE=hidden")
        #expect(settings.warnings.count == 1)
        #expect(settings.warnings.first?.hasPrefix("STRIPE_SECRET_KYE") == true)
        #expect(settings.warnings.first?.contains("hidden") == false)
    }

    @Test("more cores than loops are allowed, or none known, still give a sound number of loops")
    func boundsLoops() throws {
        #expect(try Self.load(Self.keys, cores: 1024).listen.loopCount == 256)
        #expect(try Self.load(Self.keys, cores: -1).listen.loopCount == 1)
        #expect(Settings.onlineCores >= 1)
    }

    @Test("no way of printing the settings shows a secret")
    func printsNoSecret() throws {
        let settings = try Self.load(Self.keys)
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains("sk_test_") && !dumped.contains("whsec_"))
        #expect(!"\(settings)".contains("sk_test_"))
    }

    @Test(
        "a settings file that is named must be there and be a file",
        arguments: [
            ("/tmp", "/tmp is not a file"),
            ("/tmp/fermata/no/file", "There is no file /tmp/fermata/no/file."),
        ])
    func readsDisk(path: String, problem: String) throws {
        let failure = try #require(throws: SettingsFailure.self) {
            try Settings.load(sandbox: true, path: path, process: { _ in nil })
        }
        #expect(failure.problems.map(\.text) == [problem])
    }
}

// Proves who is told of services' payments, and which settings of that are refused and how.
import App
import Basics
import Payments
import Testing

@Suite("Settings of webhooks to services", .timeLimit(.minutes(5)))
struct HookSettingsTests {
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let receiver = [
        "WEBHOOK_URL": "https://calls.example.com/fermata?to=1", "WEBHOOK_SECRET": secret,
    ]

    private func load(_ changes: [String: String]) throws -> HookAccess? {
        try SettingsTests.load(SettingsTests.keys.merging(changes) { $1 }).hooks.access
    }

    /// The only problem of `values`: its key and its text.
    private func problem(_ values: [String: String]) throws -> (key: String?, text: String) {
        let failure = try #require(throws: SettingsFailure.self) { try load(values) }
        #expect(failure.problems.count == 1, "\(failure)")
        let problem = try #require(failure.problems.first)
        return (problem.key, problem.text)
    }

    @Test("unset, nobody is told")
    func unset() throws {
        #expect(try load([:]) == nil)
        #expect(try load(["WEBHOOK_PRIVATE": "yes"]) == nil)
    }

    @Test("a receiver has an address and a secret, or two while it is changed; no print shows them")
    func receiver() throws {
        let access = try #require(try load(Self.receiver))
        #expect(access.url == "https://calls.example.com/fermata?to=1")
        #expect(access.secrets.count == 1)
        #expect(!access.allowsPrivateAddresses)
        let other = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
        let two = try #require(
            try load(Self.receiver.merging(["WEBHOOK_SECRET": "\(other) \(Self.secret)"]) { $1 }))
        #expect(two.secrets.count == 2)
        #expect(!String(reflecting: two).contains("MfKQ"))
    }

    @Test("one without the other is refused, with the mend")
    func halves() throws {
        for name in ["WEBHOOK_URL", "WEBHOOK_SECRET"] {
            let problem = try problem(Self.receiver.filter { $0.key != name })
            #expect(problem.key == name)
            #expect(problem.text.contains("is not set"))
        }
    }

    @Test(
        "an address that is none is refused, and not repeated: it may hold a secret",
        arguments: [
            "calls.example.com", "ftp://calls.example.com/s3cret", "https://", "https:///s3cret",
            "https://ada:s3cret@calls.example.com/", "https://calls.example.com/#s3cret",
            "https://calls.example.com/s3 cret", "https://calls.example.com:0/s3cret",
            "https://calls.example.com/\u{E9}s3cret", "https://-calls.example.com/s3cret",
            "https://calls.example.com\\@s3cret/",
        ])
    func badURL(url: String) throws {
        let problem = try problem(Self.receiver.merging(["WEBHOOK_URL": url]) { $1 })
        #expect(problem.key == "WEBHOOK_URL")
        #expect(problem.text.contains("https://calls.example.com/fermata") && !problem.text.contains("s3"))
    }

    @Test("plain http and this machine want WEBHOOK_PRIVATE=yes")
    func privateAddresses() throws {
        for url in [
            "http://calls.example.com/", "http://10.0.0.8:8080/x", "https://localhost/", "https://127.0.0.1/",
            "https://[::1]:8443/",
        ] {
            let values = Self.receiver.merging(["WEBHOOK_URL": url]) { $1 }
            let problem = try problem(values)
            #expect(problem.key == "WEBHOOK_URL" && problem.text.contains("WEBHOOK_PRIVATE=yes"))
            let access = try load(values.merging(["WEBHOOK_PRIVATE": "yes"]) { $1 })
            #expect(access?.url == url && access?.allowsPrivateAddresses == true)
        }
        #expect(try problem(Self.receiver.merging(["WEBHOOK_PRIVATE": "1"]) { $1 }).key == "WEBHOOK_PRIVATE")
    }

    @Test("secrets of another shape, or three, are refused and not repeated")
    func badSecrets() throws {
        for secret in [
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ", "\(Self.secret),\(Self.secret)",
            "\(Self.secret) MfKQ", Array(repeating: Self.secret, count: 3).joined(separator: " "),
        ] {
            let problem = try problem(Self.receiver.merging(["WEBHOOK_SECRET": secret]) { $1 })
            #expect(problem.key == "WEBHOOK_SECRET")
            #expect(problem.text.contains("openssl rand -base64 32") && !problem.text.contains("MfKQ"))
        }
    }
}

// Proves from where a server takes the keys that prove tokens: from one place, and from which not.
import Foundation
import TestSupport
import Testing
import Tokens

@testable import App

@Suite("Key settings", .timeLimit(.minutes(5)), .serialized)
struct KeySettingsTests {
    private static let secret = "a secret of the tests, long enough"
    private static let url = "https://sign-in.example.com/jwks.json"

    private func load(_ values: [String: String], sandbox: Bool = false) throws -> AuthSettings? {
        try SettingsTests.load(SettingsTests.keys.merging(values) { $1 }, sandbox: sandbox).auth
    }

    /// The only problem.
    private func problem(_ values: [String: String], sandbox: Bool = false) throws -> SettingsFailure.Problem
    {
        let failure = try #require(throws: SettingsFailure.self) { try load(values, sandbox: sandbox) }
        #expect(failure.problems.count == 1, "\(failure)")
        return try #require(failure.problems.first)
    }

    /// With a file of that text, which is gone afterwards.
    private func withFile(_ text: String, _ test: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "fermata-\(UUID()).json").path
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try test(path)
    }

    @Test(
        "a key set is taken from a file or from an address, and nothing is signed then, not in a sandbox either"
    )
    func sources() throws {
        try withFile(PublishedKeys.set(PublishedKeys.first)) { path in
            for (name, value) in [("AUTH_JWKS_FILE", path), ("AUTH_JWKS_URL", Self.url)] {
                for isSandbox in [false, true] {
                    let auth = try #require(try load([name: value], sandbox: isSandbox))
                    #expect(auth.secret == nil && auth.signer == nil)
                    switch auth.keys {
                    case .own: Issue.record("the keys are the settings' own")
                    case .file(let file): #expect(name == "AUTH_JWKS_FILE" && file.path == path)
                    case .server(let url): #expect(name == "AUTH_JWKS_URL" && url == Self.url)
                    }
                }
            }
        }
    }

    @Test("keys come from one place: of any two settings both are named")
    func onePlace() throws {
        try withFile(PublishedKeys.set(PublishedKeys.first)) { path in
            let values = [
                ("AUTH_JWT_SECRET", Self.secret), ("AUTH_JWT_PUBLIC_KEY_FILE", path),
                ("AUTH_JWKS_FILE", path),
                ("AUTH_JWKS_URL", Self.url),
            ]
            for (index, one) in values.enumerated() {
                for other in values[(index + 1)...] {
                    let problem = try problem([one.0: one.1, other.0: other.1])
                    #expect(problem.key == one.0)
                    #expect(problem.text.contains("beside \(other.0):"))
                    #expect(!problem.text.contains(Self.secret))
                }
            }
            let all = try problem(Dictionary(uniqueKeysWithValues: values), sandbox: true)
            for value in values.dropFirst() { #expect(all.text.contains(value.0)) }
        }
    }

    @Test(
        "a key set that cannot be used stops the start, with the mend",
        arguments: [
            ("{}", "it is no key set"), (PublishedKeys.set(), "no key in it can prove a token"),
            (PublishedKeys.set(PublishedKeys.weakRSA), "1024 bits is too weak"),
            (PublishedKeys.set(PublishedKeys.first + #","d":"AAAA""#), "publish only the public one"),
            (PublishedKeys.set(#""kty":"oct","k":"AAAA""#), "publish the public one"),
            (PublishedKeys.set(PublishedKeys.first, PublishedKeys.first), "a kid of its own"),
        ])
    func badSets(text: String, mend: String) throws {
        try withFile(text) { path in
            let problem = try problem(["AUTH_JWKS_FILE": path])
            #expect(problem.key == "AUTH_JWKS_FILE")
            #expect(problem.text.contains(path) && problem.text.contains(mend))
        }
    }

    @Test("a file that is not there is named; a set in place of a file's name is not repeated")
    func badFiles() throws {
        #expect(
            try problem(["AUTH_JWKS_FILE": "/no/such/keys.json"]).text
                == "names /no/such/keys.json, which is not there")
        #expect(try problem(["AUTH_JWKS_FILE": "/tmp"]).text == "names /tmp, which is not a file")
        let pasted = try problem(["AUTH_JWKS_FILE": PublishedKeys.set(PublishedKeys.first)])
        #expect(!pasted.text.contains("kty"))
    }

    @Test(
        "an address is https with a path, and http on this machine alone",
        arguments: [
            (url, true), ("https://id.example:8443/realms/shop/certs?format=jwks", true),
            ("https://id.example/", true), ("http://localhost:9000/keys", true),
            ("http://127.0.0.1/keys", true),
            ("http://[::1]:1/keys", true), ("HTTPS://ID.example/Keys", true),
            ("http://id.example/keys", false), ("http://127.0.0.1.example/keys", false),
            ("https://id.example", false), ("id.example/keys", false), ("file:///etc/keys.json", false),
            ("https://me:word@id.example/keys", false), ("https://id.example/keys#1", false),
            ("https://id.example/a b", false), ("https://id.example/\u{E9}", false), ("https:///keys", false),
            ("ftp://id.example/keys", false), ("https://id.example/keys\nHost: x", false),
        ])
    func addresses(text: String, isTaken: Bool) throws {
        guard isTaken else {
            let problem = try problem(["AUTH_JWKS_URL": text])
            #expect(problem.key == "AUTH_JWKS_URL")
            #expect(problem.text.hasPrefix("must be") && !problem.text.contains("word@"))
            return
        }
        #expect(try load(["AUTH_JWKS_URL": text]) != nil)
    }
}

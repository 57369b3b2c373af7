// Proves with which keys a server starts, and which it refuses and how it says so.
import Basics
import Foundation
import Reactor
import Testing
import Tokens

@testable import App

@Suite("Sign-in settings", .timeLimit(.minutes(5)), .serialized)
struct AuthSettingsTests {
    private static let secret = "a secret of the tests, long enough"
    private static let publicKey = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7
        6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==
        -----END PUBLIC KEY-----

        """

    private func load(_ values: [String: String], sandbox: Bool = false) throws -> Settings {
        try SettingsTests.load(SettingsTests.keys.merging(values) { $1 }, sandbox: sandbox)
    }

    /// The only problem.
    private func problem(
        _ values: [String: String], sandbox: Bool = false
    ) throws -> SettingsFailure.Problem {
        let failure = try #require(throws: SettingsFailure.self) { try load(values, sandbox: sandbox) }
        #expect(failure.problems.count == 1, "\(failure)")
        return try #require(failure.problems.first)
    }

    /// With a file of that text, which is gone afterwards.
    private func withFile(_ text: String, _ test: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "fermata-\(UUID()).pem").path
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try test(path)
    }

    @Test("without a key nobody can sign in, and the shop is open")
    func unset() throws {
        let settings = try load([:])
        #expect(settings.auth == nil)
        #expect(settings.lessonsAuth == .open)
    }

    @Test("a secret of 32 bytes is taken; one that is shorter, or the sandbox's, is refused and not repeated")
    func secrets() throws {
        #expect(try load(["AUTH_JWT_SECRET": String(repeating: "x", count: 32)]).auth?.signer != nil)
        for secret in [String(repeating: "x", count: 31), AuthSettings.sandboxSecret] {
            let problem = try problem(["AUTH_JWT_SECRET": secret])
            #expect(problem.key == "AUTH_JWT_SECRET")
            #expect(problem.text.contains("openssl rand -hex 32"))
            #expect(!problem.text.contains(secret))
        }
    }

    @Test("the sandbox has a secret that everyone knows, unless it is given keys")
    func sandbox() throws {
        #expect(try load([:], sandbox: true).auth?.secret?.reveal() == AuthSettings.sandboxSecret)
        let own = try load(["AUTH_JWT_SECRET": Self.secret], sandbox: true)
        #expect(own.auth?.secret?.reveal() == Self.secret)
        #expect(try problem(["AUTH_JWT_SECRET": "short"], sandbox: true).key == "AUTH_JWT_SECRET")
        try withFile(Self.publicKey) { path in
            let settings = try load(["AUTH_JWT_PUBLIC_KEY_FILE": path], sandbox: true)
            #expect(settings.auth != nil && settings.auth?.secret == nil)
        }
    }

    @Test("public keys are read from files, and sign nothing")
    func publicKeys() throws {
        try withFile(Self.publicKey) { path in
            for value in [path, "\(path), \(path)"] {
                let auth = try #require(try load(["AUTH_JWT_PUBLIC_KEY_FILE": value]).auth)
                guard case .own(let keys) = auth.keys else {
                    Issue.record("the keys are not the settings' own")
                    return
                }
                #expect(keys.map(\.algorithm) == value.split(separator: ",").map { _ in .es256 })
                #expect(auth.signer == nil)
            }
        }
    }

    @Test("a file that is missing, is no file or holds no key is refused by its name")
    func badFiles() throws {
        for path in ["/no/such/key.pem", "/tmp"] {
            let problem = try problem(["AUTH_JWT_PUBLIC_KEY_FILE": path])
            #expect(problem.key == "AUTH_JWT_PUBLIC_KEY_FILE")
            #expect(problem.text.contains(path))
        }
        try withFile(Self.publicKey.replacing("PUBLIC", with: "PRIVATE")) { path in
            let problem = try problem(["AUTH_JWT_PUBLIC_KEY_FILE": path])
            #expect(problem.text.contains("openssl pkey -pubout"))
        }
        let pasted = try problem(["AUTH_JWT_PUBLIC_KEY_FILE": Self.publicKey])
        #expect(!pasted.text.contains("MFkw"))
    }

    @Test("the issuer and the audience that are set are wanted of a token, and signed into one")
    func parties() async throws {
        let values = [
            "AUTH_JWT_SECRET": Self.secret, "AUTH_JWT_ISSUER": "us", "AUTH_JWT_AUDIENCE": "fermata",
        ]
        let auth = try #require(try load(values).auth)
        let claims = try TokenClaims(role: .staff, expiresAt: 1000)
        let token = try #require(auth.signer?.sign(claims, now: 0))
        let loop = try EventLoop()
        let verifier = auth.verifier(on: loop, clock: .system, tell: { _ in })
        #expect(try await verifier.verify(Array(token.utf8), now: 0) == claims)
        let plain = try #require(
            try load(["AUTH_JWT_SECRET": Self.secret]).auth?.signer?.sign(claims, now: 0))
        await #expect(throws: TokenFailure.wrongIssuer) {
            try await verifier.verify(Array(plain.utf8), now: 0)
        }
    }

    @Test("LESSONS_AUTH=required wants a key, and says which settings give one")
    func lessons() throws {
        let required = ["LESSONS_AUTH": "required"]
        #expect(try load(required.merging(["AUTH_JWT_SECRET": Self.secret]) { $1 }).lessonsAuth == .required)
        #expect(try load(required, sandbox: true).lessonsAuth == .required)
        let problem = try problem(required)
        #expect(problem.key == "LESSONS_AUTH")
        for key in SettingKey.tokenKeys { #expect(problem.text.contains(key.name)) }
        // A key that is no good is the only problem.
        #expect(
            try self.problem(required.merging(["AUTH_JWT_SECRET": "short"]) { $1 }).key == "AUTH_JWT_SECRET")
        #expect(try self.problem(["LESSONS_AUTH": "yes"]).key == "LESSONS_AUTH")
    }

    @Test("no way of printing the settings shows the secret")
    func printsNoSecret() throws {
        let settings = try load(["AUTH_JWT_SECRET": Self.secret])
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains(Self.secret) && !"\(settings)".contains(Self.secret))
    }

    @Test("tokens can be made where nothing else is set")
    func alone() throws {
        // A file of the test's own: the folder it runs in may have one.
        try withFile("") { path in
            func load(_ secret: String?) throws -> AuthSettings? {
                try AuthSettings.load(
                    sandbox: false, path: path, process: { $0 == "AUTH_JWT_SECRET" ? secret : nil })
            }
            let (set, unset) = (try load(Self.secret), try load(nil))
            #expect(set?.signer != nil)
            #expect(unset == nil)
            #expect(throws: SettingsFailure.self) { try load("short") }
        }
    }
}

// The token command from outside: what it prints, and what it refuses to sign.
import Foundation
import Testing

@Suite("fermata token", .timeLimit(.minutes(5)), .serialized)
struct TokenCommandTests {
    private static let secret = "a secret of the tests, long enough"

    private func run(_ arguments: [String] = [], _ environment: [String: String] = [:]) async throws
        -> Finished
    {
        await (try Program("fermata", ["token"] + arguments, environment: environment)).finished()
    }

    /// The claims as they were written, without what changes with the clock.
    private func claims(_ token: String) throws -> String {
        let parts = token.split(separator: ".")
        let payload = try #require(parts.count == 3 ? String(parts[1]) : nil)
        var text = payload.replacing("-", with: "+").replacing("_", with: "/")
        text += String(repeating: "=", count: (4 - text.count % 4) % 4)
        let data = try #require(Data(base64Encoded: text))
        return String(decoding: data, as: UTF8.self)
    }

    /// `exp` less `iat`.
    private func life(_ token: String) throws -> Int {
        let times = try #require(try claims(token).firstMatch(of: #/"iat":(\d+),"exp":(\d+)\}/#))
        return try #require(Int(times.output.2)) - #require(Int(times.output.1))
    }

    @Test("it prints a token and a line end, and nothing else")
    func prints() async throws {
        let finished = try await run([], ["AUTH_JWT_SECRET": Self.secret])
        #expect(finished.status == 0)
        #expect(finished.errors.isEmpty)
        #expect(
            finished.output.wholeMatch(of: #/[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}\n/#) != nil)
        #expect(try claims(finished.output).hasPrefix(#"{"role":"staff","iat":"#))
        #expect(try life(finished.output) == 3600)
    }

    @Test("what is asked for stands in it, with the issuer and the audience of the settings")
    func says() async throws {
        let finished = try await run(
            ["--role", "teacher", "--sub", "7", "--scope", "write:payment read:payment", "--ttl", "7d"],
            [
                "AUTH_JWT_SECRET": Self.secret, "AUTH_JWT_ISSUER": "https://us.example",
                "AUTH_JWT_AUDIENCE": "fermata",
            ])
        #expect(
            try claims(finished.output).hasPrefix(
                #"{"iss":"https://us.example","aud":"fermata","sub":"7","role":"instructor","#
                    + #""scope":"read:payment write:payment","iat":"#))
        #expect(try life(finished.output) == 7 * 86_400)
        let service = try await run(
            ["--sandbox", "--role", "service", "--scope", "write:payment read:payment"])
        #expect(
            try claims(service.output).hasPrefix(
                #"{"role":"service","scope":"read:payment write:payment","iat":"#))
        #expect(try life(try await run(["--sandbox", "--ttl", "90"]).output) == 90)
        #expect(try life(try await run(["--sandbox", "--ttl", "2h"]).output) == 7200)
    }

    @Test("for a sandbox it needs no settings; without either it says what to do")
    func sandbox() async throws {
        #expect(try await run(["--sandbox"]).status == 0)
        let finished = try await run()
        #expect(finished.status == 78)
        #expect(finished.output.isEmpty)
        #expect(finished.errors.contains("AUTH_JWT_SECRET"))
        #expect(finished.errors.contains("--sandbox"))
    }

    @Test("a settings file is read, from wherever it lies")
    func settingsFile() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "fermata-token-\(UUID()).env").path
        try Data("AUTH_JWT_SECRET='\(Self.secret)'\n".utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try await run(["--env-file", path]).status == 0)
        let missing = try await run(["--env-file", path + "x"])
        #expect(missing.status == 78)
        #expect(missing.errors.contains("There is no file"))
    }

    @Test("with public keys nothing can be signed")
    func publicKey() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "fermata-token-\(UUID()).pem").path
        let pem = """
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7
            6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==
            -----END PUBLIC KEY-----

            """
        try Data(pem.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let published = ["AUTH_JWKS_URL": "https://sign-in.example.com/jwks.json"]
        for arguments in [[], ["--sandbox"]] {
            for settings in [["AUTH_JWT_PUBLIC_KEY_FILE": path], published] {
                let finished = try await run(arguments, settings)
                #expect(finished.status == 78)
                #expect(finished.errors.contains("a public key signs nothing"))
                #expect(finished.errors.contains("AUTH_JWT_SECRET"))
            }
        }
    }

    @Test("a secret that can be guessed signs nothing")
    func weakSecrets() async throws {
        for secret in ["short", "fermata-sandbox-secret-known-to-everyone"] {
            let finished = try await run([], ["AUTH_JWT_SECRET": secret])
            #expect(finished.status == 78)
            #expect(finished.errors.contains("openssl rand -hex 32"))
            #expect(!finished.errors.contains(secret))
            #expect(finished.output.isEmpty)
        }
    }

    @Test(
        "what cannot be is refused with the usage",
        arguments: [
            ["now"], ["--role"], ["--role", "root"], ["--sub"], ["--sub", ""], ["--scope"],
            ["--scope", "a\"b"],
            ["--ttl"], ["--ttl", "0"], ["--ttl", "-5"], ["--ttl", "+5"], ["--ttl", "h"], ["--ttl", "1w"],
            ["--ttl", "367d"], ["--ttl", "9223372036854775807d"], ["--env-file"],
        ])
    func mistakes(arguments: [String]) async throws {
        let finished = try await run(["--sandbox"] + arguments)
        #expect(finished.status == 64)
        #expect(finished.errors.contains("Usage: fermata"))
        #expect(finished.output.isEmpty)
    }
}

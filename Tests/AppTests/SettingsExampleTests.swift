// Proves that `.env.example` is what the table of settings says, and that a copy of it is a good start.
import App
import Basics
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite(".env.example", .timeLimit(.minutes(5)), .serialized)
struct SettingsExampleTests {
    private static let path = String(
        #filePath.dropLast("Tests/AppTests/SettingsExampleTests.swift".count) + ".env.example")

    @Test("the file is what the table of settings writes (RECORD=yes writes it anew)")
    func isCurrent() throws {
        if Environment.ofProcess("RECORD") == "yes" {
            let file = try #require(fopen(Self.path, "w"))
            #expect(fputs(SettingKey.exampleFile, file) >= 0)
            #expect(fclose(file) == 0)
        }
        let checkedIn = try EnvironmentFile.load(Self.path)?.text.reveal()
        #expect(checkedIn == SettingKey.exampleFile)
    }

    @Test("a copy sets nothing, so that the server asks for the key or starts as a sandbox")
    func copySetsNothing() throws {
        let environment = try Environment(
            process: { _ in nil }, file: EnvironmentFile(path: ".env", text: SettingKey.exampleFile))
        for key in SettingKey.all {
            #expect(environment.value(key.name) == nil)
        }
        #expect(
            environment.fileNames.count
                == SettingKey.exampleFile.split(separator: "\n").count { !$0.hasPrefix("#") })
        let failure = try #require(throws: SettingsFailure.self) {
            try Settings.load(environment, sandbox: false)
        }
        #expect(failure.problems.map(\.key) == ["STRIPE_SECRET_KEY"])
        #expect(try Settings.load(environment, sandbox: true).warnings.isEmpty)
    }

    @Test("with its comment signs taken away, every example line is a value that is accepted")
    func examplesAreSound() throws {
        let lines = SettingKey.exampleFile.split(separator: "\n").map { line in
            let bare = line.hasPrefix("# ") ? line.dropFirst(2) : line
            let isExample = SettingKey.all.contains { bare.hasPrefix("\($0.name)=") }
            return isExample ? String(bare) : String(line)
        }
        let keys = [
            "STRIPE_SECRET_KEY": "sk_test_1a", "ALLOW_UNAUTHENTICATED": "yes",
            "AUTH_JWT_SECRET": "a secret of the tests, long enough", "SMTP_PASSWORD": "secret",
            "WEBHOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ]
        let environment = try Environment(
            process: { keys[$0] },
            file: EnvironmentFile(path: ".env", text: lines.joined(separator: "\n")))
        #expect(environment.fileNames == SettingKey.all.map(\.name))
        let settings = try Settings.load(environment, sandbox: false)
        #expect(settings.listen.origin(boundPort: 1).description == "https://lessons.example.com")
        #expect(settings.listen.loopCount == 2)
    }

    @Test("the table names each setting once and no line of the file is long")
    func tableIsSound() {
        let names = SettingKey.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(SettingKey.exampleFile.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }
}

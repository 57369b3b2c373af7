// Proves which value counts when the environment and a file both name one, and what a reader is warned of.
import Basics
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite("Environment", .timeLimit(.minutes(5)))
struct EnvironmentTests {
    private func environment(
        _ process: [String: String] = [:], file text: String, permissions: UInt32 = 0o600
    ) throws(EnvironmentFailure) -> Environment {
        let file = EnvironmentFile(path: ".env", text: text, permissions: permissions)
        return try Environment(process: { process[$0] }, file: file)
    }

    @Test("the process's value wins over the file's, which fills what is missing")
    func merges() throws {
        let merged = try environment(["A": "process"], file: "A=process\nB=file")
        #expect(merged.value("A") == "process")
        #expect(merged.value("B") == "file")
        #expect(merged.value("C") == nil)
        #expect(merged.fileNames == ["A", "B"])
        #expect(merged.warnings.isEmpty)
    }

    @Test("an empty value counts as unset on either side")
    func emptyIsUnset() throws {
        let merged = try environment(["A": "", "B": "process"], file: "A=file\nB=\nC=")
        #expect(merged.value("A") == "file")
        #expect(merged.value("B") == "process")
        #expect(merged.value("C") == nil)
        #expect(merged.warnings.isEmpty)
    }

    @Test("without a file the process's environment is all there is")
    func withoutFile() throws {
        let alone = try Environment(process: { $0 == "A" ? "process" : nil }, file: nil)
        #expect(alone.value("A") == "process")
        #expect(alone.value("B") == nil)
        #expect(alone.fileNames.isEmpty)
    }

    @Test("a name with two different values is warned of, by name and never by value")
    func warnsOfDifference() throws {
        let warnings = try environment(["A": "hidden1"], file: "A=hidden2\nB=x").warnings
        #expect(warnings.count == 1)
        #expect(warnings.first?.hasPrefix("A is set in the environment and, differently, in .env") == true)
        #expect(warnings.first?.contains("hidden") == false)
    }

    @Test("a name set twice in the file is warned of once, when the values differ")
    func warnsOfRepetition() throws {
        let warnings = try environment(file: "A=1\nA=2\nA=3\nB=1\nB=1").warnings
        #expect(warnings == [".env sets A more than once, differently: the last one counts"])
    }

    @Test(
        "a file that others may read is warned of with the mend",
        arguments: [0o644, 0o640, 0o602] as [UInt32])
    func warnsOfAccess(permissions: UInt32) throws {
        let warnings = try environment(file: "A=1", permissions: permissions).warnings
        let mode = String(permissions, radix: 8)
        #expect(
            warnings == [".env is open to other users (mode \(mode)) and may hold keys: chmod 600 .env"])
    }

    @Test("a malformed file is named with the line")
    func namesFile() throws {
        let failure = try #require(throws: EnvironmentFailure.self) { try environment(file: "A=1\n?") }
        #expect(failure.description.hasPrefix(".env, line 2: "))
    }

    @Test("a name of the real process's environment is found")
    func readsProcess() {
        #expect(Environment.ofProcess("PATH")?.isEmpty == false)
        #expect(Environment.ofProcess("FERMATA_NO_SUCH_NAME") == nil)
    }
}

@Suite("EnvironmentFile", .timeLimit(.minutes(5)))
struct EnvironmentFileTests {
    /// A file of its own for each test, removed afterwards.
    private func withFile<Result>(
        _ bytes: [UInt8], mode: mode_t, _ body: (String) throws -> Result
    ) throws -> Result {
        var template = Array("/tmp/fermata-env-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        #expect(write(descriptor, bytes, bytes.count) == bytes.count)
        fchmod(descriptor, mode)
        close(descriptor)
        return try body(path)
    }

    @Test("the text and the permission bits are taken from the disk")
    func reads() throws {
        let file = try withFile(Array("A=1\n".utf8), mode: 0o640) { try EnvironmentFile.load($0) }
        #expect(file?.text.reveal() == "A=1\n")
        #expect(file?.permissions == 0o640)
    }

    @Test("a file that does not exist is none, and a directory is refused")
    func refusesOthers() throws {
        #expect(try EnvironmentFile.load("/tmp/fermata/no/such/file") == nil)
        #expect(throws: EnvironmentFailure.notAFile(path: "/tmp")) { try EnvironmentFile.load("/tmp") }
    }

    @Test("64 KiB are read and one byte more is refused")
    func bounds() throws {
        let most = [UInt8](repeating: UInt8(ascii: "#"), count: EnvironmentFile.bytesMax)
        let whole = try withFile(most, mode: 0o600) { try EnvironmentFile.load($0) }
        #expect(whole?.text.reveal().utf8.count == EnvironmentFile.bytesMax)
        _ = try withFile(most + [0x23], mode: 0o600) { path in
            #expect(throws: EnvironmentFailure.tooLarge(path: path, bytesMax: EnvironmentFile.bytesMax)) {
                try EnvironmentFile.load(path)
            }
        }
    }

    @Test("bytes that are not UTF-8 are refused")
    func refusesOtherEncodings() throws {
        _ = try withFile([0x41, 0x3D, 0xFF], mode: 0o600) { path in
            #expect(throws: EnvironmentFailure.notUTF8(path: path)) { try EnvironmentFile.load(path) }
        }
    }
}

// Proves that keys in a file are read at the start, and again when the file is another one.
import Foundation
import TestSupport
import Testing

@testable import Tokens

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite("Key file", .timeLimit(.minutes(5)))
struct KeyFileTests {
    private struct Scene {
        let path: String
        let source: KeyFileSource
        let news: Record<KeyNews>

        /// Moved into its place, as whoever changes keys does.
        func put(_ text: String) throws {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        }

        /// A file that nobody can open: a socket.
        func putSocket() throws {
            try FileManager.default.removeItem(atPath: path)
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
            let size = socklen_t(MemoryLayout<sockaddr_un>.size)
            let bound = withUnsafePointer(to: &address) { address in
                address.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
            }
            try #require(bound == 0)
        }

        func failure(_ token: String, at now: Int64) async throws -> TokenFailure? {
            try await Mint.failure(token, by: TokenVerifier(keys: source), now: now)
        }

        func believes(_ token: String, at now: Int64, from place: SourceLocation = #_sourceLocation)
            async throws
        {
            let failure = try await failure(token, at: now)
            #expect(failure == nil, sourceLocation: place)
        }

        func refuses(
            _ token: String, _ reason: TokenFailure, at now: Int64,
            from place: SourceLocation = #_sourceLocation
        ) async throws {
            let failure = try await failure(token, at: now)
            #expect(failure == reason, sourceLocation: place)
        }
    }

    private func withFile(_ text: String, _ test: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "fermata-keys-\(UUID()).json").path
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await test(path)
    }

    private func play(_ text: String, _ test: (Scene) async throws -> Void) async throws {
        try await withFile(text) { path in
            let news = Record<KeyNews>()
            let source = KeyFileSource(try KeyFile(path)) { news.add($0) }
            try await test(Scene(path: path, source: source, news: news))
        }
    }

    @Test("a file that is missing, is none or holds no set is refused, each with its reason")
    func bad() async throws {
        #expect(throws: KeyFileFailure.missing) { try KeyFile("/no/such/keys.json") }
        #expect(throws: KeyFileFailure.notAFile) { try KeyFile("/tmp") }
        try await withFile("{}") { path in
            #expect(throws: KeyFileFailure.unusable(.noSet)) { try KeyFile(path) }
        }
        try await withFile(String(repeating: " ", count: 256 * 1024 + 1)) { path in
            #expect(throws: KeyFileFailure.unusable(.tooLarge)) { try KeyFile(path) }
        }
    }

    @Test("a file that takes the place of the first is noticed within a second, and looked for no more often")
    func replaced() async throws {
        try await play(PublishedKeys.set(PublishedKeys.first)) { scene in
            try await scene.believes(PublishedTokens.firstStaff, at: 100)
            try scene.put(PublishedKeys.set(PublishedKeys.second))
            try await scene.believes(PublishedTokens.firstStaff, at: 100)
            try await scene.refuses(PublishedTokens.secondStaff, .unknownKey, at: 100)
            try await scene.believes(PublishedTokens.secondStaff, at: 101)
            try await scene.refuses(PublishedTokens.firstStaff, .unknownKey, at: 101)
            try await scene.believes(PublishedTokens.secondStaff, at: 102)
            #expect(scene.news.entries.count == 2)
        }
    }

    @Test("one that is no good leaves the keys as they are, and is told of once; a good one is then taken")
    func broken() async throws {
        try await play(PublishedKeys.set(PublishedKeys.first)) { scene in
            try scene.put("{")
            for now in 1...5 as ClosedRange<Int64> {
                try await scene.believes(PublishedTokens.firstStaff, at: now)
            }
            try FileManager.default.removeItem(atPath: scene.path)
            for now in 6...9 as ClosedRange<Int64> {
                try await scene.believes(PublishedTokens.firstStaff, at: now)
            }
            try scene.put(PublishedKeys.set(PublishedKeys.second))
            try await scene.believes(PublishedTokens.secondStaff, at: 10)
            let reasons = scene.news.entries.map { news in
                guard case .failed(let reason, true) = news else { return "read" }
                return reason.replacing(scene.path, with: "")
            }
            #expect(reasons.count == 4)
            #expect(reasons.first == "read" && reasons.last == "read")
            #expect(reasons[1].hasPrefix(" cannot be used: it is no key set"))
            #expect(reasons[2] == " is not there")
        }
    }

    @Test("one that cannot be opened is tried again every second, and told of once")
    func unreadable() async throws {
        try await play(PublishedKeys.set(PublishedKeys.first)) { scene in
            try scene.putSocket()
            for now in 1...3 as ClosedRange<Int64> {
                try await scene.believes(PublishedTokens.firstStaff, at: now)
            }
            #expect(scene.news.entries.count == 2)
            guard case .failed(let reason, true) = scene.news.entries.last else {
                Issue.record("it was not told of")
                return
            }
            #expect(reason.contains("cannot be read: "))
        }
    }
}

// Proves that keys which change elsewhere are followed, and that neither side is asked too much.
import Basics
import TestSupport
import Testing

@testable import Tokens

@Suite("Key server", .timeLimit(.minutes(5)))
struct KeyServerTests {
    private static let day: Int64 = 86_400
    private static let down = "the key server cannot be reached: it is down"

    @Test("a hundred requests at once are one fetch")
    func shared() async throws {
        let gate = Gate()
        try await KeyScene.play(KeyScene.set(PublishedKeys.first), before: { _ in await gate.wait() }) {
            scene in
            try await withThrowingTaskGroup(of: TokenFailure?.self) { group in
                for _ in 0..<100 {
                    group.addTask { try await scene.failure(PublishedTokens.firstStaff) }
                }
                try await scene.eventually { gate.waiterCount == 1 }
                gate.open()
                for try await failure in group { #expect(failure == nil) }
            }
            #expect(scene.fetches.entries.count == 1)
            #expect(scene.told == ["read 1"])
        }
    }

    @Test("a new key's first token is believed at once; the old key's are no more once it is gone")
    func rotation() async throws {
        let both = KeyScene.set(PublishedKeys.first, PublishedKeys.second)
        try await KeyScene.play(
            KeyScene.set(PublishedKeys.first), both, KeyScene.set(PublishedKeys.second)
        ) { scene in
            try await scene.believes(PublishedTokens.firstStaff)
            try await scene.believes(PublishedTokens.secondStaff, at: 1)
            try await scene.believes(PublishedTokens.firstStaff, at: 2)
            #expect(scene.fetches.entries.count == 2)
            try await scene.believes(PublishedTokens.secondStaff, at: 3601)
            try await scene.refuses(PublishedTokens.firstStaff, .unknownKey, at: 3602)
            try await scene.believes(PublishedTokens.secondStaff, at: 3602)
        }
    }

    @Test("names that are not there cause one fetch in thirty seconds, however many make them up")
    func madeUpNames() async throws {
        try await KeyScene.play(KeyScene.set(PublishedKeys.first)) { scene in
            for second in 0..<60 as Range<Int64> {
                try await scene.refuses(PublishedTokens.secondStaff, .unknownKey, at: second)
            }
            #expect(scene.fetches.entries.map { $0 - KeyScene.start } == [0, 0, 30])
            // Nor does any other fault of a token's.
            try await scene.refuses(PublishedTokens.rsaUnderCurveName, .otherAlgorithm, at: 90)
            try await scene.refuses(PublishedTokens.foreign, .badSignature, at: 90)
            #expect(scene.fetches.entries.count == 3)
        }
    }

    @Test("a server that is down at the start is asked every five seconds, and then believed")
    func downAtStart() async throws {
        try await KeyScene.play(
            KeyScene.unreachable, KeyScene.unreachable, KeyScene.set(PublishedKeys.first)
        ) { scene in
            for second in 0..<10 as Range<Int64> {
                try await scene.refuses(PublishedTokens.firstStaff, .keysUnreachable, at: second)
            }
            #expect(scene.fetches.entries.map { $0 - KeyScene.start } == [0, 5])
            try await scene.believes(PublishedTokens.firstStaff, at: 10)
            #expect(scene.told == [Self.down, Self.down, "read 1"])
        }
    }

    @Test("one that is down later leaves the old keys in use for a day, and is told of")
    func downLater() async throws {
        try await KeyScene.play(
            KeyScene.set(PublishedKeys.first, life: 300), KeyScene.unreachable
        ) { scene in
            try await scene.believes(PublishedTokens.firstStaff)
            try await scene.believes(PublishedTokens.firstStaff, at: 300)
            try await scene.believes(PublishedTokens.firstStaff, at: 299 + Self.day)
            // A name that is not there may be there by now.
            try await scene.refuses(PublishedTokens.secondStaff, .keysUnreachable, at: 299 + Self.day)
            try await scene.refuses(PublishedTokens.firstStaff, .keysUnreachable, at: 310 + Self.day)
            try await scene.eventually { scene.told.count == scene.fetches.entries.count }
            #expect(scene.told[1] == Self.down + "; older keys go on")
            #expect(scene.told.last == Self.down)
        }
    }

    @Test("an answer that is no key set changes nothing, and gives nothing away")
    func garbage() async throws {
        let garbage = KeyServer.Answer(document: Array("<html>hello</html>".utf8), lifeSeconds: 600)
        try await KeyScene.play(KeyScene.set(PublishedKeys.first), .success(garbage)) { scene in
            try await scene.believes(PublishedTokens.firstStaff)
            try await scene.refuses(PublishedTokens.secondStaff, .keysUnreachable)
            try await scene.believes(PublishedTokens.firstStaff, at: 7200)
            #expect(scene.told[1].hasPrefix("what the key server answered cannot be used: it is no key set"))
            #expect(!scene.told[1].contains("hello"))
        }
    }

    @Test("keys are read again before their end while requests go on with the old ones")
    func renewal() async throws {
        // The second fetch does not end, and nobody waits for it.
        let never = Gate()
        try await KeyScene.play(
            KeyScene.set(PublishedKeys.first), before: { if $0 == 1 { await never.wait() } }
        ) {
            scene in
            try await scene.believes(PublishedTokens.firstStaff)
            try await scene.believes(PublishedTokens.firstStaff, at: 2999)
            #expect(scene.fetches.entries.count == 1)
            for second in [3000, 3001, 3599] as [Int64] {
                try await scene.believes(PublishedTokens.firstStaff, at: second)
            }
            try await scene.eventually { scene.fetches.entries.count == 2 }
            never.open()
        }
    }

    @Test("from its start on it reads without being asked")
    func reads() async throws {
        try await KeyScene.play(KeyScene.set(PublishedKeys.first)) { scene in
            scene.server.start()
            try await scene.eventually { scene.told == ["read 1"] }
            try await scene.believes(PublishedTokens.firstStaff)
            #expect(scene.fetches.entries.count == 1)
        }
    }
}

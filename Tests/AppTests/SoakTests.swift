// Many lessons at once while Stripe fails in every way it can: each is held once, captured once, and all adds up.
import Basics
import CurlClient
import Foundation
import StripeStub
import Testing

/// `SOAK_LESSONS` says how many; `scripts/soak` asks for ten thousand.
@Suite("Soak", .timeLimit(.minutes(20)), .serialized)
struct SoakTests {
    private static let wanted = ProcessInfo.processInfo.environment["SOAK_LESSONS"].flatMap { Int($0) }
    private static let lessons = wanted ?? 200
    private static let atOnce = 64
    private static let faultPercent = 5
    private static let held: Int64 = 900

    @Test("every lesson moves its money once, whatever Stripe does in between")
    func books() async throws {
        let descriptors = Self.openDescriptors
        let seed = UInt64(ProcessInfo.processInfo.environment["SOAK_SEED"] ?? "") ?? 7
        try await Shop.open(["STRIPE_DEADLINE_SECONDS": "20"]) { shop in
            let outcomes = try await withThrowingTaskGroup(of: Outcome.self) { group in
                var outcomes: [Outcome] = []
                for number in 0..<Self.lessons {
                    if number >= Self.atOnce, let outcome = try await group.next() {
                        outcomes.append(outcome)
                    }
                    group.addTask { try await Lesson(number: number, seed: seed, shop: shop).live() }
                }
                for try await outcome in group { outcomes.append(outcome) }
                return outcomes
            }
            let books = shop.stripe.withStub { $0.books }
            #expect(outcomes.count == Self.lessons)
            #expect(books.intents.count == Self.lessons, "a lesson was held more than once, seed \(seed)")
            #expect(books.amountCapturable == 0, "a hold was left over, seed \(seed)")
            for outcome in outcomes {
                let intent = try #require(books.intents[outcome.intent])
                #expect(intent.amountReceived == outcome.captured, "\(outcome), seed \(seed)")
                #expect(intent.amountRefunded == outcome.refunded, "\(outcome), seed \(seed)")
            }
        }
        if Self.wanted != nil { #expect(Self.openDescriptors <= descriptors, "descriptors were left open") }
    }

    /// Meant for a process that runs nothing else.
    private static var openDescriptors: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
    }

    /// What a lesson came to, as its callers were told.
    struct Outcome {
        let number: Int
        let intent: String
        var captured: Int64 = 0
        var refunded: Int64 = 0
    }

    /// One lesson's life, decided by its number and the seed.
    private struct Lesson {
        let number: Int
        let shop: Shop
        private var random: SplitMix

        init(number: Int, seed: UInt64, shop: Shop) {
            self.number = number
            self.shop = shop
            random = SplitMix(state: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
        }

        func live() async throws -> Outcome {
            var lesson = self
            let intent = try await lesson.insist {
                try await shop.schedule(amount: 900, key: "hold-\(number)")
            }.intent
            var outcome = Outcome(number: number, intent: intent)
            if lesson.random.next() % 4 == 0 {
                _ = try await lesson.insist { try await shop.refund(intent, key: "release-\(number)") }
                return outcome
            }
            let part: Int? = lesson.random.next() % 2 == 0 ? 500 : nil
            _ = try await lesson.insist {
                try await shop.complete(intent, amount: part, key: "capture-\(number)")
            }
            outcome.captured = Int64(part ?? Int(SoakTests.held))
            switch lesson.random.next() % 3 {
            case 0: break
            case 1:
                _ = try await lesson.insist {
                    try await shop.refund(intent, amount: 200, key: "part-\(number)")
                }
                outcome.refunded = 200
            default:
                _ = try await lesson.insist { try await shop.refund(intent, key: "all-\(number)") }
                outcome.refunded = outcome.captured
            }
            return outcome
        }

        /// Asks again with the same key while the outcome is unknown, as a good caller does.
        private mutating func insist(_ call: () async throws -> Reply) async throws -> Reply {
            for _ in 0..<20 {
                if random.next() % 100 < SoakTests.faultPercent { shop.stripe.inject(random.fault()) }
                let reply = try await call()
                switch reply.status {
                case 200: return reply
                case 409, 502, 504: continue
                default: throw Refused(number: number, text: reply.text)
                }
            }
            throw Refused(number: number, text: "no answer after twenty tries")
        }
    }

    private struct Refused: Error {
        let number: Int
        let text: String
    }
}

/// A small generator whose sequence is the same everywhere (Steele, Lea and Flood, 2014).
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// Meets one POST, whosever it is.
    mutating func fault() -> StubFault {
        let effects = StripeFaultTests.passing.map(\.1) + [.delay(milliseconds: 40)]
        return StubFault(effects[Int(next() % UInt64(effects.count))], method: "POST")
    }
}

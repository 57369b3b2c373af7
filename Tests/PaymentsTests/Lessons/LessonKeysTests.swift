// Proves the idempotency keys of the lesson use cases.
import StripeClient
import Testing

@testable import Payments

@Suite("Lesson keys", .timeLimit(.minutes(5)))
struct LessonKeysTests {
    @Test("a key is short, plain, and the same for the same parts")
    func format() {
        let keys = LessonKeys(callerKey: String(repeating: "é\n", count: 1_000), route: "r")
        let key = keys.key(for: .refunds) ?? ""
        #expect(key.utf8.count == 8 + 64)
        #expect(key.hasPrefix("fermata-"))
        #expect(key.dropFirst(8).allSatisfy { $0.isHexDigit && !$0.isUppercase })
        #expect(
            key
                == LessonKeys(callerKey: String(repeating: "é\n", count: 1_000), route: "r").key(
                    for: .refunds))
    }

    @Test("a key once given stays what it is from version to version: a retry may outlive a deploy")
    func vector() {
        let key = LessonKeys(callerKey: "order-7", route: "refund-lesson").key(
            for: .paymentIntentCancel, phase: 2)
        #expect(key == "fermata-44c0c6e1c372a59b2f8dad8126b0846f5c9bdde47c5c64ae4587a0616608ebd4")
    }

    @Test("each part makes another key, and no part can pose as its neighbour's piece")
    func parts() {
        let keys = [
            LessonKeys(callerKey: "a", route: "b").key(for: .refunds),
            LessonKeys(callerKey: "c", route: "b").key(for: .refunds),
            LessonKeys(callerKey: "a", route: "c").key(for: .refunds),
            LessonKeys(callerKey: "a", route: "b").key(for: .refunds, phase: 2),
            LessonKeys(callerKey: "a", route: "b").key(for: .paymentIntents),
            LessonKeys(callerKey: "ab", route: "").key(for: .refunds),
            LessonKeys(callerKey: "", route: "ab").key(for: .refunds),
            LessonKeys(callerKey: "1:a", route: "b").key(for: .refunds),
        ]
        #expect(Set(keys).count == keys.count)
    }

    @Test("without a caller's key there is none")
    func none() {
        #expect(LessonKeys(callerKey: nil, route: "b").key(for: .refunds) == nil)
    }
}

// Proves which cards are tried at all, to the second of their last month, and which stand for Stripe's test methods.
import Basics
import PaymentRules
import Testing

@Suite("Card details", .timeLimit(.minutes(5)))
struct CardDetailsTests {
    /// A good number of nobody's.
    private static let other = "4111111111111111"
    /// 2026-11-21T00:00:00Z
    private static let now: Int64 = 1_795_219_200

    @Test(
        "a card is good through the last second of its month in UTC",
        arguments: [
            (11, 2026, nil), (10, 2026, .expired), (12, 2026, nil), (1, 2027, nil), (12, 2025, .expired),
            (11, 26, nil), (10, 26, .expired), (1, 99, nil), (12, 0, .expired), (1, 2000, .expired),
        ] as [(Int, Int, CardRefusal?)])
    func expiry(month: Int, year: Int, refusal: CardRefusal?) {
        #expect(outcome(Self.other, month, year, isTest: false) == refusal)
        #expect(outcome(Self.other, month, year, isTest: true) == refusal)
    }

    @Test("the turns of a month and of a year, second by second")
    func turns() {
        // 2026-12-01, 2027-01-01, 2028-02-29 and 2028-03-01, each at midnight UTC.
        let turns: [(at: Int64, month: Int, year: Int, isOver: Bool)] = [
            (1_796_083_200, 11, 2026, true), (1_798_761_600, 12, 2026, true), (1_835_395_200, 2, 2028, false),
            (1_835_481_600, 2, 2028, true),
        ]
        for turn in turns {
            #expect(outcome(Self.other, turn.month, turn.year, isTest: true, now: turn.at - 1) == nil)
            let after = outcome(Self.other, turn.month, turn.year, isTest: true, now: turn.at)
            #expect(after == (turn.isOver ? .expired : nil))
        }
    }

    @Test("a published test number passes on a test key whatever its expiry, and not on a live one")
    func testNumbers() {
        for number in ["4242 4242 4242 4242", "4000000000000069", "378282246310005"] {
            #expect(outcome(number, 12, 2025, isTest: true) == nil)
            #expect(outcome(number, 12, 2025, isTest: false) == .expired)
            #expect(outcome(number, 12, 2030, isTest: false) == nil)
        }
    }

    @Test("a wrong check digit is told first, on either key")
    func luhn() {
        for isTest in [true, false] {
            #expect(outcome("4242424242424241", 12, 2030, isTest: isTest) == .invalidNumber)
            #expect(outcome("4242424242424241", 12, 2025, isTest: isTest) == .invalidNumber)
        }
    }

    @Test("every month and year has an answer, also those that there are not")
    func total() {
        for month in [Int.min, -1, 0, 13, Int.max] {
            for year in [Int.min, -1, 100, 1999, 2026, Int.max] {
                let refusal = outcome(Self.other, month, year, isTest: false)
                #expect(refusal == ((year, month) < (2026, 11) ? .expired : nil))
            }
        }
    }

    @Test("no print shows any of a card")
    func redacted() {
        let card = CardDetails(
            number: CardNumber("4242424242424242")!, expMonth: 12, expYear: 2031, code: CardCode("987"),
            holderName: "Ada Byron")
        var printed = "\(card)" + String(reflecting: card) + "\([card])" + "\(card as Any?)"
        dump(card, to: &printed)
        dump(["card": card], to: &printed)
        for part in ["4242", "2031", "987", "Ada", "Byron"] {
            #expect(!printed.contains(part))
        }
        #expect(printed.contains("[redacted]"))
        #expect(Mirror(reflecting: card).children.isEmpty)
    }

    private func outcome(
        _ number: String, _ month: Int, _ year: Int, isTest: Bool, now: Int64 = CardDetailsTests.now
    ) -> CardRefusal? {
        let card = CardDetails(
            number: CardNumber(number)!, expMonth: month, expYear: year, code: nil, holderName: nil)
        do throws(CardRefusal) {
            try card.check(isTest: isTest, now: now)
            return nil
        } catch {
            return error
        }
    }
}

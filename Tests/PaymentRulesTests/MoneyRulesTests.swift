// Proves parts of amounts: pro rata, packages and shares, to the last cent and without overflow.
import Testing

@testable import PaymentRules

@Suite("Parts of amounts", .timeLimit(.minutes(5)))
struct MoneyRulesTests {
    @Test(
        "a shorter lesson costs its minutes, rounded half up",
        arguments: [
            (9600, 30, 60, 4800), (9600, 0, 60, 0), (9600, 60, 60, 9600), (9600, 90, 60, 9600),
            (9600, -5, 60, 0),
            (101, 30, 60, 51), (100, 20, 60, 33), (100, 40, 60, 67), (1, 1, 3, 0), (1, 2, 3, 1), (1, 1, 2, 1),
            (0, 30, 60, 0), (-100, 30, 60, 0), (9600, 10, 0, 9600), (.max, 1, 2, .max / 2 + 1),
        ] as [(Int64, Int64, Int64, Int64)])
    func proRata(amount: Int64, taught: Int64, booked: Int64, expected: Int64) {
        #expect(ProRata.amount(amount, minutesTaught: taught, minutesBooked: booked) == expected)
    }

    @Test("pro rata is never above the amount, grows with the minutes, and is within half a cent")
    func proRataBounds() {
        var dice = Dice(seed: 1)
        for _ in 0..<5000 {
            let amount = dice.amount()
            let booked = dice.amount(upTo: 100_000) + 1
            let taught = Int64.random(in: 0...booked, using: &dice)
            let part = ProRata.amount(amount, minutesTaught: taught, minutesBooked: booked)
            let more = ProRata.amount(amount, minutesTaught: taught + 1, minutesBooked: booked)
            #expect((0...amount).contains(part) && part <= more)
            guard amount < 1 << 40 else { continue }
            #expect(abs(2 * (part * booked - amount * taught)) <= booked)
        }
    }

    @Test("a package's lessons share its amount, the first ones bearing the cents that are left")
    func prices() throws {
        let even = try #require(PackagePrice(amount: 42000, lessons: 5))
        #expect((1...5).map { even.price(ofLesson: $0) } == [8400, 8400, 8400, 8400, 8400])
        let odd = try #require(PackagePrice(amount: 10000, lessons: 3))
        #expect((0...4).map { odd.price(ofLesson: $0) } == [nil, 3334, 3333, 3333, nil])
        #expect((-1...4).map { odd.refund(afterLessons: $0) } == [10000, 10000, 6666, 3333, 0, 0])
        #expect(PackagePrice(amount: 1, lessons: 0) == nil)
        #expect(PackagePrice(amount: -1, lessons: 1) == nil)
    }

    @Test("prices of any package add up to it, and a refund is the sum of the unused ones")
    func packages() throws {
        var dice = Dice(seed: 2)
        for _ in 0..<500 {
            let lessons = Int64.random(in: 1...60, using: &dice)
            let package = try #require(PackagePrice(amount: dice.amount(), lessons: lessons))
            let prices = (1...lessons).compactMap { package.price(ofLesson: $0) }
            #expect(prices.reduce(0, +) == package.amount)
            for used in 0...lessons {
                let unused = prices.dropFirst(Int(used)).reduce(0, +)
                #expect(package.refund(afterLessons: used) == unused)
            }
        }
    }

    @Test("times at the edge stay there")
    func clamped() {
        #expect(Int64.max.clampedAdding(1) == .max)
        #expect(Int64.min.clampedAdding(-1) == .min)
        #expect(Int64(5).clampedAdding(-7) == -2)
    }
}

// Tests of what a bucket gives, whatever is asked of it and whatever the clock says.
import Testing

@testable import PaymentRules

@Suite("a token bucket", .timeLimit(.minutes(5)))
struct TokenBucketTests {
    private static let start: Int64 = 1_700_000_000_000
    private static let thirtyAnHour = RateLimit(30, per: .hour)!

    private static func limit(_ dice: inout Dice) -> RateLimit {
        let burst = Int64.random(in: 1...(Bool.random(using: &dice) ? 7 : 1000), using: &dice)
        return RateLimit(burst, per: RateLimit.Period.allCases.randomElement(using: &dice)!)!
    }

    @Test("a limit is a count within bounds, over a period")
    func limits() {
        #expect(RateLimit(0, per: .hour) == nil)
        #expect(RateLimit(-1, per: .hour) == nil)
        #expect(RateLimit(1_000_001, per: .second) == nil)
        #expect(RateLimit(1_000_000, per: .second)?.tokenMicroseconds == 1)
        #expect(RateLimit(30, per: .hour)?.refillSeconds == 3600)
        #expect(RateLimit(7, per: .second)?.tokenMicroseconds == 142_858)
        let days = RateLimit.Period.allCases.map { RateLimit(1, per: $0)?.refillSeconds }
        #expect(days == [1, 60, 3600, 86_400])
    }

    @Test("gives as many as it holds at once, then one each two minutes")
    func burst() {
        var bucket = TokenBucket()
        for _ in 0..<30 {
            #expect(bucket.take(Self.thirtyAnHour, nowMilliseconds: Self.start) == .allowed)
        }
        let before = bucket
        #expect(
            bucket.take(Self.thirtyAnHour, nowMilliseconds: Self.start) == .refused(retryAfterSeconds: 120))
        #expect(
            bucket.take(Self.thirtyAnHour, nowMilliseconds: Self.start + 118_001)
                == .refused(retryAfterSeconds: 2))
        #expect(
            bucket.take(Self.thirtyAnHour, nowMilliseconds: Self.start + 119_999)
                == .refused(retryAfterSeconds: 1))
        #expect(bucket == before)
        #expect(bucket.take(Self.thirtyAnHour, nowMilliseconds: Self.start + 120_000) == .allowed)
        #expect(
            bucket.take(Self.thirtyAnHour, nowMilliseconds: Self.start + 120_000)
                == .refused(retryAfterSeconds: 120))
    }

    @Test("is full after its period, and never fuller")
    func refilled() {
        var bucket = TokenBucket()
        for hours in [0, 1, 1000] as [Int64] {
            let now = Self.start + hours * 3_600_000
            let answers = (0..<31).map { _ in bucket.take(Self.thirtyAnHour, nowMilliseconds: now) }
            #expect(answers.filter { $0 == .allowed }.count == 30)
            #expect(bucket.fullAtMicroseconds == (now + 3_600_000) * 1000)
        }
    }

    @Test("in no time does it give more than its burst and what came in since", arguments: 0..<200)
    func window(seed: UInt64) {
        var dice = Dice(seed: seed)
        let limit = Self.limit(&dice)
        let stepMax = limit.refillSeconds * 4000 / limit.burst + 1
        var bucket = TokenBucket()
        var now = Self.start
        var given: [Int64] = []
        for _ in 0..<400 {
            if Int.random(in: 0..<3, using: &dice) > 0 { now += Int64.random(in: 0...stepMax, using: &dice) }
            if bucket.take(limit, nowMilliseconds: now) == .allowed { given.append(now) }
        }
        #expect(!given.isEmpty)
        let tooMany = given.indices.flatMap { first in
            (first..<given.count).filter { last in
                let over = Int64(last - first + 1) - limit.burst
                return over * limit.refillSeconds * 1000 > (given[last] - given[first]) * limit.burst
            }
        }
        #expect(tooMany.isEmpty)
    }

    @Test("who comes back at the second they were told is let in, and a second before that nobody is")
    func exact() {
        var dice = Dice(seed: 1)
        var refusals = 0
        for _ in 0..<500 {
            let limit = Self.limit(&dice)
            var bucket = TokenBucket()
            let now = Self.start + Int64.random(in: 0...999, using: &dice)
            let used = Int64.random(in: 0...limit.burst, using: &dice)
            for _ in 0..<used { _ = bucket.take(limit, nowMilliseconds: now) }
            let asked = now + Int64.random(in: 0...1500, using: &dice)
            guard case .refused(let seconds) = bucket.take(limit, nowMilliseconds: asked) else { continue }
            refusals += 1
            #expect(seconds >= 1)
            let early = bucket.take(limit, nowMilliseconds: asked + (seconds - 1) * 1000)
            #expect(early == .refused(retryAfterSeconds: 1))
            #expect(bucket.take(limit, nowMilliseconds: asked + seconds * 1000) == .allowed)
        }
        // Few buckets were emptied by chance; those of one token were, each time.
        #expect(refusals > 20)
    }

    @Test(
        "clocks that differ or are set back give nothing that the latest of them would not",
        arguments: 0..<100)
    func clocks(seed: UInt64) {
        var dice = Dice(seed: seed)
        let limit = Self.limit(&dice)
        var bucket = TokenBucket()
        var (earliest, latest, count) = (Int64.max, Int64.min, Int64(0))
        for _ in 0..<2000 {
            let now = Self.start + Int64.random(in: 0...1_800_000, using: &dice)
            guard bucket.take(limit, nowMilliseconds: now) == .allowed else { continue }
            (earliest, latest, count) = (min(earliest, now), max(latest, now), count + 1)
        }
        #expect((count - limit.burst) * limit.refillSeconds * 1000 <= (latest - earliest) * limit.burst)
    }

    @Test("a clock that was a year ahead leaves it empty, and no longer than that")
    func wrongClock() {
        var bucket = TokenBucket()
        let year: Int64 = 365 * 86_400_000
        #expect(bucket.take(Self.thirtyAnHour, nowMilliseconds: Self.start + year) == .allowed)
        #expect(
            bucket.take(Self.thirtyAnHour, nowMilliseconds: Self.start) == .refused(retryAfterSeconds: 120))
        #expect(bucket.take(Self.thirtyAnHour, nowMilliseconds: Self.start + 120_000) == .allowed)
    }

    @Test("another limit goes on from what is used up")
    func otherLimit() {
        var bucket = TokenBucket()
        for _ in 0..<15 { _ = bucket.take(Self.thirtyAnHour, nowMilliseconds: Self.start) }
        let sixty = RateLimit(60, per: .hour)!
        let answers = (0..<60).map { _ in bucket.take(sixty, nowMilliseconds: Self.start) }
        #expect(answers.filter { $0 == .allowed }.count == 30)
    }
}

// Proves when holds are placed and tried again, and what is done about those that end too early.
import Testing

@testable import PaymentRules

@Suite("Hold timing", .timeLimit(.minutes(5)))
struct HoldTimingTests {
    private static let hour: Int64 = 3600
    private static let day: Int64 = 86_400
    private static let start: Int64 = 1_800_000_000

    @Test("a hold waits for its lead, and a nearer lesson is held with its booking")
    func atBooking() {
        let timing = HoldTiming(leadSeconds: 3 * Self.day)
        let lead = Self.start - 3 * Self.day
        #expect(timing.atBooking(now: lead - 1, startsAt: Self.start) == .later(lead))
        #expect(timing.atBooking(now: lead, startsAt: Self.start) == .now)
        #expect(timing.atBooking(now: Self.start, startsAt: Self.start) == .now)
        #expect(timing.atBooking(now: 0, startsAt: .min) == .now)
    }

    @Test(
        "a declined hold is tried after 1, 12 and 24 hours and a last time 12 hours before the lesson",
        arguments: [
            (0, .retry(hour)), (hour, .retry(12 * hour)), (hour + 5, .retry(12 * hour)),
            (12 * hour, .retry(24 * hour)), (24 * hour, .retry(48 * hour)), (48 * hour, .freeSlot(48 * hour)),
            (49 * hour, .freeSlot(49 * hour)),
        ] as [(Int64, HoldAttempt)])
    func retries(lastFailedAt: Int64, expected: HoldAttempt) {
        let next = HoldRetries.next(firstFailedAt: 0, lastFailedAt: lastFailedAt, startsAt: 60 * Self.hour)
        #expect(next == expected)
    }

    @Test("no try is later than 12 hours before the lesson, and a booking within them has one")
    func lastTry() {
        let next = HoldRetries.next(firstFailedAt: 0, lastFailedAt: 0, startsAt: 12 * Self.hour + 600)
        #expect(next == .retry(600))
        let near = HoldRetries.next(firstFailedAt: 0, lastFailedAt: 0, startsAt: 12 * Self.hour)
        #expect(near == .freeSlot(0))
    }

    @Test("whatever the times, tries go forward and end before the last one")
    func tries() {
        var dice = Dice(seed: 3)
        for _ in 0..<1000 {
            let start = Int64.random(in: 0...(10 * Self.day), using: &dice)
            var last: Int64 = 0
            var count = 1
            while case .retry(let at) = HoldRetries.next(
                firstFailedAt: 0, lastFailedAt: last, startsAt: start)
            {
                #expect(at > last && at <= start - HoldRetries.lastTrySeconds)
                last = at
                count += 1
            }
            #expect(count <= 5)
        }
    }
}

@Suite("Expiring holds", .timeLimit(.minutes(5)))
struct ExpiringHoldTests {
    private static let hour: Int64 = 3600
    private static let now: Int64 = 1_800_000_000

    private func action(
        _ mode: ExpiringHoldsMode, endsIn: Int64, lessonEndsIn: Int64, isOwed: Bool = false,
        canRenew: Bool = true
    ) -> ExpiringHoldAction {
        ExpiringHold(
            endsAt: Self.now + endsIn, lessonEndsAt: Self.now + lessonEndsIn, isOwed: isOwed,
            canRenew: canRenew
        ).action(mode: mode, now: Self.now)
    }

    @Test("a hold that ends before its lesson does is captured, renewed or told of, as the shop wants")
    func modes() {
        #expect(action(.capture, endsIn: 10 * Self.hour, lessonEndsIn: 48 * Self.hour) == .capture)
        #expect(action(.renew, endsIn: 10 * Self.hour, lessonEndsIn: 48 * Self.hour) == .renew)
        #expect(action(.tell, endsIn: 10 * Self.hour, lessonEndsIn: 48 * Self.hour) == .tellStaff)
        let cannot = action(.renew, endsIn: 10 * Self.hour, lessonEndsIn: 48 * Self.hour, canRenew: false)
        #expect(cannot == .tellStaff)
    }

    @Test("a hold is left until a day before its end, to the second", arguments: ExpiringHoldsMode.allCases)
    func aDayBefore(mode: ExpiringHoldsMode) {
        #expect(action(mode, endsIn: 24 * Self.hour, lessonEndsIn: 48 * Self.hour) == .leave)
        #expect(action(mode, endsIn: 24 * Self.hour, lessonEndsIn: -1, isOwed: true) == .leave)
        #expect(action(mode, endsIn: 24 * Self.hour - 1, lessonEndsIn: 48 * Self.hour) != .leave)
    }

    @Test("a hold that outlives its lesson's ordinary capture is left", arguments: ExpiringHoldsMode.allCases)
    func outlives(mode: ExpiringHoldsMode) {
        #expect(action(mode, endsIn: 20 * Self.hour, lessonEndsIn: 20 * Self.hour - 5400) == .leave)
        #expect(action(mode, endsIn: 20 * Self.hour, lessonEndsIn: 20 * Self.hour - 5399) != .leave)
    }

    @Test("money that is owed is captured in every mode", arguments: ExpiringHoldsMode.allCases)
    func owed(mode: ExpiringHoldsMode) {
        #expect(action(mode, endsIn: Self.hour, lessonEndsIn: 48 * Self.hour, isOwed: true) == .capture)
        #expect(action(mode, endsIn: Self.hour, lessonEndsIn: 0) == .capture)
    }

    @Test(
        "a hold that has ended is replaced or told of, never captured", arguments: ExpiringHoldsMode.allCases)
    func ended(mode: ExpiringHoldsMode) {
        let coming = action(mode, endsIn: 0, lessonEndsIn: 48 * Self.hour)
        #expect(coming == (mode == .renew ? .renew : .tellStaff))
        #expect(action(mode, endsIn: -1, lessonEndsIn: 48 * Self.hour, isOwed: true) == .tellStaff)
        #expect(action(mode, endsIn: -1, lessonEndsIn: 48 * Self.hour, canRenew: false) == .tellStaff)
        #expect(action(mode, endsIn: -1, lessonEndsIn: -1) == .tellStaff)
    }
}

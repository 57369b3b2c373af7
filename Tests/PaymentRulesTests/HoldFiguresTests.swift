// Proves the six figures, counted from the history of payments.
import Testing

@testable import PaymentRules

@Suite("Hold figures", .timeLimit(.minutes(5)))
struct HoldFiguresTests {
    private func figures(
        _ events: [(Int64, PaymentEventType, Int64)], from: Int64 = 0, to: Int64 = 1_000_000, tickets: Int = 0
    ) -> HoldFigures {
        var tally = HoldTally()
        tally.add(events.map { HoldStep(payment: $0.0, type: $0.1, at: $0.2) })
        return tally.figures(from: from, to: to, holdSupportTickets: tickets)
    }

    @Test("with no holds every rate is nil, and so are the times")
    func nothing() {
        let figures = figures([], tickets: 3)
        #expect(figures.authorizationSuccess == Rate(numerator: 0, denominator: 0))
        #expect(figures.authorizationSuccess.decimalText == nil)
        #expect(figures.authorizationExpiry.decimalText == nil)
        #expect(figures.captureFailure.decimalText == nil)
        #expect(figures.authorizationToCapture == HoldFigures.Seconds(median: nil, p95: nil, count: 0))
        #expect(figures.holdSeconds.value == nil)
        #expect(figures.holdSupportTickets == 3)
    }

    @Test("captured, released, expired, declined and open holds each count where they belong")
    func all() {
        let figures = figures([
            (1, .authorizationTried, 10), (2, .authorizationTried, 11), (1, .authorized, 12),
            (2, .authorized, 13),
            (3, .authorizationTried, 20), (3, .authorizationFailed, 21), (4, .authorizationTried, 22),
            (4, .authorized, 23), (5, .authorizationTried, 30), (5, .authorized, 31),
            (1, .captureTried, 111), (1, .captured, 112), (2, .released, 63), (4, .authorizationExpired, 323),
        ])
        #expect(figures.authorizationSuccess == Rate(numerator: 4, denominator: 5))
        #expect(figures.authorizationExpiry == Rate(numerator: 1, denominator: 4))
        #expect(figures.captureFailure == Rate(numerator: 0, denominator: 1))
        #expect(figures.authorizationToCapture == HoldFigures.Seconds(median: 100, p95: 100, count: 1))
        #expect(figures.holdSeconds == HoldFigures.Mean(sum: 100 + 50 + 300, count: 3))
        #expect(figures.holdSeconds.value == 150)
    }

    @Test("a capture refused for good is one, however often it was tried; refused and then done is none")
    func captures() {
        let refused: [(Int64, PaymentEventType, Int64)] = [
            (1, .authorized, 1), (1, .captureTried, 2), (1, .captureTried, 3), (1, .captureFailed, 4),
            (1, .authorizationExpired, 5),
        ]
        let done: [(Int64, PaymentEventType, Int64)] = [
            (2, .authorized, 1), (2, .captureFailed, 2), (2, .captured, 3),
        ]
        #expect(figures(refused).captureFailure == Rate(numerator: 1, denominator: 1))
        #expect(figures(refused + done).captureFailure == Rate(numerator: 1, denominator: 2))
    }

    @Test("a renewal is a hold of its own and ends the one before; a refused one leaves it")
    func renewals() {
        let renewed = figures([
            (1, .authorizationTried, 0), (1, .authorized, 0), (1, .authorizationTried, 100),
            (1, .authorizationRenewed, 100), (1, .captured, 160),
        ])
        #expect(renewed.authorizationSuccess == Rate(numerator: 2, denominator: 2))
        #expect(renewed.authorizationToCapture == HoldFigures.Seconds(median: 60, p95: 60, count: 1))
        #expect(renewed.holdSeconds == HoldFigures.Mean(sum: 160, count: 2))
        let kept = figures([
            (1, .authorizationTried, 0), (1, .authorized, 0), (1, .authorizationTried, 100),
            (1, .authorizationFailed, 100), (1, .captured, 160),
        ])
        #expect(kept.authorizationSuccess == Rate(numerator: 1, denominator: 2))
        #expect(kept.authorizationToCapture.median == 160)
    }

    @Test("a try that nothing came of is a hold that was tried, also when another follows it")
    func givenUp() {
        let figures = figures([
            (1, .authorizationTried, 10), (1, .released, 20), (1, .authorizationTried, 30),
            (1, .authorized, 31),
        ])
        #expect(figures.authorizationSuccess == Rate(numerator: 1, denominator: 2))
    }

    @Test("a hold is in the window in which it was tried, with all that became of it")
    func window() {
        let events: [(Int64, PaymentEventType, Int64)] = [
            (1, .authorizationTried, 99), (1, .authorized, 100), (2, .authorizationTried, 100),
            (2, .authorized, 101),
            (3, .authorizationTried, 199), (3, .authorized, 201), (4, .authorizationTried, 200),
            (2, .captured, 900), (1, .captured, 900),
        ]
        let inWindow = figures(events, from: 100, to: 200)
        #expect(inWindow.authorizationSuccess == Rate(numerator: 2, denominator: 2))
        #expect(inWindow.authorizationToCapture == HoldFigures.Seconds(median: 799, p95: 799, count: 1))
        #expect(figures(events).authorizationSuccess == Rate(numerator: 3, denominator: 4))
    }

    @Test(
        "median and 95 % are values that occurred: the nearest rank",
        arguments: [(1, 1, 1), (2, 1, 2), (4, 2, 4), (20, 10, 19), (21, 11, 20), (100, 50, 95)])
    func ranks(count: Int64, median: Int64, p95: Int64) {
        var events: [(Int64, PaymentEventType, Int64)] = []
        for payment in (1...count).reversed() {
            events += [(payment, .authorized, 0), (payment, .captured, payment)]
        }
        let seconds = figures(events).authorizationToCapture
        #expect(seconds == HoldFigures.Seconds(median: median, p95: p95, count: Int(count)))
    }

    @Test(
        "a rate is printed with four places, rounded half up",
        arguments: [
            (1, 3, "0.3333"), (2, 3, "0.6667"), (1, 1, "1.0000"), (0, 7, "0.0000"), (1, 20_000, "0.0001"),
        ])
    func rates(numerator: Int, denominator: Int, text: String) {
        #expect(Rate(numerator: numerator, denominator: denominator).decimalText == text)
    }
}

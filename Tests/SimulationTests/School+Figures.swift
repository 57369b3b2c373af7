// At the end of a simulated run: the six figures, counted by hand.
@testable import PaymentRules
@testable import Store

extension School {
    /// A hold's life as one would tell it from the history, event by event.
    private struct Life {
        let tried: Int64
        var stood: Int64?
        var ended: (how: String, at: Int64)?
        var wasRefused = false
    }

    func compareFigures(_ tx: any Transaction) async throws {
        let (from, to) = (startsAt + 7 * Self.day, endsAt - 7 * Self.day)
        var tally = HoldTally()
        var lives: [Life] = []
        for row in try await tx.run(
            "SELECT DISTINCT payment_id FROM payment_events WHERE payment_id IS NOT NULL"
        ).rows {
            let history = try await tx.events(ofPayment: try row.integer("payment_id"))
            tally.add(
                history.compactMap { event in
                    event.paymentID.map { HoldStep(payment: $0, type: event.type, at: event.createdAt) }
                })
            lives += Self.lives(history)
        }
        lives = lives.filter { $0.tried >= from && $0.tried < to }
        let stood = lives.filter { $0.stood != nil }
        let waits = stood.filter { $0.ended?.how == "captured" }.map { $0.ended!.at - $0.stood! }.sorted()
        let lengths = stood.compactMap { life in life.ended.map { $0.at - life.stood! } }
        let refused = stood.filter { $0.wasRefused && $0.ended?.how != "captured" }.count
        let figures = tally.figures(from: from, to: to, holdSupportTickets: 0)
        let median = waits.isEmpty ? nil : waits[(waits.count + 1) / 2 - 1]
        let isSame =
            figures.authorizationSuccess == Rate(numerator: stood.count, denominator: lives.count)
            && figures.authorizationToCapture.median == median
            && figures.authorizationToCapture.count == waits.count
            && figures.authorizationExpiry
                == Rate(
                    numerator: stood.filter { $0.ended?.how == "expired" }.count, denominator: stood.count)
            && figures.captureFailure == Rate(numerator: refused, denominator: waits.count + refused)
            && figures.holdSeconds.sum == lengths.reduce(0, +) && figures.holdSeconds.count == lengths.count
        if !isSame {
            fail(
                "the figures are \(figures), by hand \(stood.count) of \(lives.count), \(waits.count) captured"
            )
        }
    }

    private static func lives(_ history: [PaymentEvent]) -> [Life] {
        var lives: [Life] = []
        for event in history {
            let at = event.createdAt
            let current = lives.lastIndex { $0.stood != nil && $0.ended == nil }
            switch event.type {
            case .authorizationTried: lives.append(Life(tried: at))
            case .authorized, .authorizationRenewed:
                if let current { lives[current].ended = ("released", at) }
                if let waiting = lives.lastIndex(where: { $0.stood == nil && $0.ended == nil }) {
                    lives[waiting].stood = at
                } else {
                    lives.append(Life(tried: at, stood: at))
                }
            case .authorizationFailed:
                if let waiting = lives.lastIndex(where: { $0.stood == nil && $0.ended == nil }) {
                    lives[waiting].ended = ("declined", at)
                }
            case .captureFailed: if let current { lives[current].wasRefused = true }
            case .captured: if let current { lives[current].ended = ("captured", at) }
            case .released: if let current { lives[current].ended = ("released", at) }
            case .authorizationExpired: if let current { lives[current].ended = ("expired", at) }
            default: break
            }
        }
        return lives
    }
}

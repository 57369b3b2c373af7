// On an event's way: kept first, applied then; by the route that Stripe calls, and by the jobs that look after it.
internal import Basics
internal import Store
package import StripeClient

/// Events of one loop.
package struct EventIntake: Sendable {
    let database: any Database
    let effect: EventEffect
    let clock: WallClock
    /// Of the secret key: events of the other mode speak of objects that it cannot see.
    let isLive: Bool

    /// Before a job takes up what the route had no time to finish.
    private static let firstTrySeconds: Int64 = 60
    /// With the pauses between them some three days, as long as Stripe itself would send it.
    private static let attemptsMax: Int64 = 80

    /// Keeps the event if it concerns the shop, and applies it if it can be.
    package func take(_ event: Event) async throws -> EventOutcome {
        guard event.isLive == isLive, EventEffect.concerns(event.type) else { return .ignored }
        let kept = KeptEvent(
            id: event.id.text, type: event.type,
            object: EventEffect.isOfSplit(event.type) ? event.charge : event.objectID,
            intent: event.intent?.text)
        let isMarked = event.mark != nil
        let now = clock.nowSeconds
        let isKept = try await database.transaction { tx in
            if EventEffect.isOfMoney(kept.type) {
                // Another business, and the lesson routes, have intents of their own in the same account.
                guard let intent = event.intent else { return false }
                if !isMarked, try await tx.paymentID(ofIntent: intent) == nil { return false }
            }
            if EventEffect.isOfMarketplace(kept.type), try await !kept.isOfMarketplace(in: tx) {
                return false
            }
            _ = try await tx.keep(kept, nextTryAt: now + Self.firstTrySeconds, now: now)
            return true
        }
        return isKept ? try await apply(kept.id) : .ignored
    }

    /// Those that wait and are due, the longest due first.
    ///
    /// - Returns: how many are waiting no longer.
    func applyDue(limit: Int64) async throws -> Int {
        let now = clock.nowSeconds
        let due = try await database.read { tx in try await tx.waitingEvents(due: now, limit: limit) }
        var applied = 0
        for event in due where try await apply(event.id) != .postponed { applied += 1 }
        return applied
    }

    private func apply(_ id: String) async throws -> EventOutcome {
        let waiting = try await database.read { tx in try await tx.waitingEvent(id) }
        // Applied before.
        guard let event = waiting else { return .ignored }
        let problem: String
        do {
            switch try await effect.bringAbout(event) {
            case .done(let isNews): return try await close(event, isNews: isNews)
            case .foreign: return try await close(event, isNews: false)
            case .busy: problem = "a move of the payment's money is under way"
            case .unknown: problem = "no payment here goes by that yet"
            }
        } catch let failure as StripeFailure {
            // What it speaks of is gone, and will not come back by being told again.
            if failure.isResourceMissing { return try await close(event, isNews: false) }
            problem = failure.logText
        } catch {
            // What one event meets must not keep those behind it waiting.
            problem = "\(error)"
        }
        return try await postpone(event, problem)
    }

    private func close(_ event: KeptEvent, isNews: Bool) async throws -> EventOutcome {
        let now = clock.nowSeconds
        try await database.transaction { tx in try await tx.close(event: event.id, effect: isNews, now: now) }
        return isNews ? .applied : .ignored
    }

    private func postpone(_ event: KeptEvent, _ problem: String) async throws -> EventOutcome {
        let delay: Int64 = min(3600, 30 << min(event.attempts, 7))
        let next = event.attempts < Self.attemptsMax ? clock.nowSeconds + delay : nil
        try await database.transaction { tx in
            try await tx.postpone(event: event.id, to: next, error: problem)
        }
        return .postponed
    }
}

extension Event {
    /// The operation that made what the event is about.
    fileprivate var mark: String? { json["data"]?["object"]?["metadata"]?[MovementCall.mark]?.string }

    /// Of a transfer, what it came from; of a fee, the house's charge: its `charge` is the teacher's.
    fileprivate var charge: String {
        let object = json["data"]?["object"]
        return object?["source_transaction"]?.string ?? object?["originating_transaction"]?.string ?? ""
    }
}

extension KeptEvent {
    /// A teacher's account, a student's card or a gig's charge here.
    fileprivate func isOfMarketplace(in tx: any Transaction) async throws(StoreFailure) -> Bool {
        guard EventEffect.isOfSplit(type) else {
            if let account = AccountID(object), try await tx.hasTeacherAccount(account) { return true }
            guard let card = PaymentMethodID(object) else { return false }
            return try await tx.hasSavedCard(card)
        }
        return try await tx.intent(ofGigCharge: object) != nil
    }
}

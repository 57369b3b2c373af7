// Beside every request's way: the jobs that look at Stripe for what nobody told.
package import Basics
internal import PaymentRules
internal import Store
internal import StripeClient

// MARK: reconcile

extension Jobs {
    /// Looks at open holds one after the other, so that each is compared once in a while whatever was told.
    ///
    /// - Parameter cursor: the payment that was looked at last.
    func reconcile(from cursor: String?) async throws -> (JobRun, cursor: String?) {
        let last = cursor.flatMap { Int64($0) } ?? 0
        let held = try await database.read { tx in
            try await tx.paymentsHeld(after: last, limit: Self.runMax)
        }
        let run = await each(.reconcile, held.map(\.id)) { id in
            guard let intent = held.first(where: { $0.id == id })?.intent else { return false }
            return try await movements.sync(intent: intent, reason: "compared with Stripe")
                == .done(isNews: true)
        }
        // After the last one it begins anew.
        let isAtEnd = held.count < Int(Self.runMax)
        return (run, isAtEnd ? nil : held.last.map { String($0.id) })
    }
}

// MARK: missed_webhooks

extension Jobs {
    /// Reads Stripe's own list of events from where it was read last, and takes each as if it had just been delivered.
    /// One that was delivered is known by its id.
    func readMissed(from cursor: String?) async throws -> (JobRun, cursor: String?) {
        let start = clock.nowSeconds
        let since = cursor.flatMap { Int64($0) } ?? start - Self.firstLookSeconds
        // Two looks overlap: an event may be listed a little after the second it says it was made in.
        let overlapped = max(since - Self.overlapSeconds, start - Self.eventsKeptSeconds)
        var events: [Event] = []
        do throws(StripeFailure) {
            for try await event in stripe.events(since: overlapped, deadline: stripe.deadline()) {
                events.append(event)
            }
        } catch {
            throw error
        }
        var applied = 0
        // In the order in which they happened.
        for event in events.reversed() where try await intake.take(event) == .applied { applied += 1 }
        // Stripe's own time and not ours: a clock that was fast for a while would skip what happened meanwhile.
        let newest = events.compactMap(\.created).max() ?? since
        return (JobRun(job: .missedWebhooks, count: applied), String(max(newest, since)))
    }

    /// What Stripe told since then, taken as if it came now. The newest comes first: an effect follows from what its
    /// object is now, so the order does not matter, and no more than a page is kept in memory.
    package func replay(
        since: Int64, progress: WorkProgress = { _ in }
    ) async throws -> EventReplay {
        var replay = EventReplay()
        // Each page has its own time.
        for try await event in stripe.events(since: since, deadline: nil) {
            guard replay.readCount < EventReplay.eventsMax else {
                replay.isCutOff = true
                break
            }
            replay.count(try await intake.take(event))
            progress(WorkStep("events", nil, doneCount: replay.readCount, "events"))
        }
        return replay
    }

    private static let overlapSeconds: Int64 = 300
    private static let firstLookSeconds: Int64 = 24 * 3600
    /// Stripe keeps events for 30 days.
    package static let eventsKeptSeconds: Int64 = 30 * 24 * 3600
}

/// What a replay came to.
package struct EventReplay: Sendable, Equatable {
    /// Beyond this the books are compared quicker than the events are read.
    static let eventsMax = 100_000

    package fileprivate(set) var readCount = 0
    /// Told what was not known here.
    package private(set) var appliedCount = 0
    /// Kept for a job, because it could not be applied just now.
    package private(set) var postponedCount = 0
    /// There are more, older ones.
    package fileprivate(set) var isCutOff = false

    fileprivate mutating func count(_ outcome: EventOutcome) {
        readCount += 1
        switch outcome {
        case .applied: appliedCount += 1
        case .postponed: postponedCount += 1
        case .ignored: break
        }
    }
}

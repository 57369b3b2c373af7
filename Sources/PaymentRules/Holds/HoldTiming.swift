// On the way of a booking: when its hold is placed, and again when the card was declined.

package enum HoldMoment: Equatable, Sendable {
    case now
    /// In Unix seconds.
    case later(Int64)
}

/// How long before a lesson its hold is placed: late enough to be alive when the lesson ends.
package struct HoldTiming: Equatable, Sendable {
    package let leadSeconds: Int64

    package init(leadSeconds: Int64) {
        self.leadSeconds = leadSeconds
    }

    /// A lesson that is nearer than the lead, or just as near, is held with its booking.
    package func atBooking(now: Int64, startsAt: Int64) -> HoldMoment {
        let moment = startsAt.clampedAdding(-leadSeconds)
        return moment > now ? .later(moment) : .now
    }
}

package enum HoldAttempt: Equatable, Sendable {
    /// In Unix seconds.
    case retry(Int64)
    /// The lesson's time is given to others.
    case freeSlot(Int64)
}

/// A declined hold is tried again, because cards get funds and students get mails; and the slot is not kept for
/// ever, because others want it.
package enum HoldRetries {
    /// Since the first decline.
    static let delaysSeconds: [Int64] = [1 * 3600, 12 * 3600, 24 * 3600]
    /// Before the lesson: the last try, and what nobody paid for by then is free.
    package static let lastTrySeconds: Int64 = 12 * 3600

    /// What follows a decline: the first of the delays that has not passed yet, then the last try, never later than
    /// 12 hours before the lesson. A decline at that time or after frees the slot at once, so a booking that is
    /// made within 12 hours has one try.
    ///
    /// The times follow from when declines happened and not from how many there were: a job that was late, or a
    /// card that the student tried in between, takes no try away.
    package static func next(firstFailedAt: Int64, lastFailedAt: Int64, startsAt: Int64) -> HoldAttempt {
        let lastTry = startsAt.clampedAdding(-lastTrySeconds)
        guard lastFailedAt < lastTry else { return .freeSlot(lastFailedAt) }
        let planned = delaysSeconds.lazy.map { firstFailedAt.clampedAdding($0) }.first { $0 > lastFailedAt }
        return .retry(min(planned ?? lastTry, lastTry))
    }
}

// On the way of a cancel or a no-show: what the policy makes of an amount.

/// Whose doing it was.
package enum BookingParty: String, CaseIterable, Sendable {
    case student
    case instructor
}

/// How a booking ended without its lesson.
package enum BookingEnd: Equatable, Sendable {
    case cancelled(by: BookingParty)
    case noShow(of: BookingParty)
}

/// Who gets what of an amount; the three parts add up to it.
package struct Settlement: Equatable, Sendable {
    /// The shop's.
    package let keep: Int64
    /// The shop's too, and owed to the student as a lesson.
    package let credit: Int64
    /// The student's.
    package let giveBack: Int64
    /// The last second at which this same settlement holds; nil when time changes nothing more.
    package let validUntil: Int64?

    package init(keep: Int64, credit: Int64, giveBack: Int64, validUntil: Int64?) {
        self.keep = keep
        self.credit = credit
        self.giveBack = giveBack
        self.validUntil = validUntil
    }

    /// All that moves to the shop, or stays there.
    package var taken: Int64 { keep + credit }
}

extension Policy {
    /// Of an amount in minor units that is held or was captured, for a lesson's start and a moment in Unix seconds.
    ///
    /// Cents that a percentage splits are the student's: `keep` is rounded down, `keep` and `credit` together are
    /// rounded down, and the rest goes back. An amount below zero counts as zero.
    package func settlement(of end: BookingEnd, amount: Int64, startsAt: Int64, at now: Int64) -> Settlement {
        let amount = max(amount, 0)
        switch end {
        case .cancelled(by: .instructor), .noShow(of: .instructor):
            return Settlement(keep: 0, credit: 0, giveBack: amount, validUntil: nil)
        case .noShow(of: .student):
            let percentage = amount.share(studentNoShow.keepPercent, of: 100).quotient
            let fee = min(studentNoShow.feeMinorUnits, amount - percentage)
            let keep = percentage + fee
            return Settlement(keep: keep, credit: 0, giveBack: amount - keep, validUntil: nil)
        case .cancelled(by: .student):
            return studentCancel(amount: amount, startsAt: startsAt, at: now)
        }
    }

    private func studentCancel(amount: Int64, startsAt: Int64, at now: Int64) -> Settlement {
        let open = studentCancels.filter { window in
            window.end(startsAt: startsAt).map { now <= $0 } ?? true
        }
        let settlements = open.map { window in
            let keep = amount.share(window.keepPercent, of: 100).quotient
            let taken = amount.share(window.keepPercent + window.creditPercent, of: 100).quotient
            return Settlement(
                keep: keep, credit: taken - keep, giveBack: amount - taken,
                validUntil: window.end(startsAt: startsAt))
        }
        // Windows that make the same of this amount are one to the student: one cent is not split by any percentage.
        guard let first = settlements.first else {
            return Settlement(keep: 0, credit: 0, giveBack: amount, validUntil: nil)
        }
        let same = settlements.prefix { $0.keep == first.keep && $0.credit == first.credit }
        return same.last ?? first
    }
}

extension Policy.Window {
    /// The last second within it; nil for the window without end.
    fileprivate func end(startsAt: Int64) -> Int64? {
        untilHoursBefore.map { startsAt.clampedAdding(-$0 * 3600) }
    }
}

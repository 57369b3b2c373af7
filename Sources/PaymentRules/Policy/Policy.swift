// On the way of every cancel and no-show: the shop's own rules of who gets what, as data.
internal import Basics

/// What becomes of the money when a lesson does not happen. It binds the student alone: when the instructor cancels
/// or does not come, everything goes back, and no policy says otherwise.
package struct Policy: Equatable, Sendable {
    /// A part of the time before a lesson in which a cancel costs the same.
    package struct Window: Equatable, Sendable {
        /// The window ends so many hours before the lesson, and that very second is still within it: who cancels
        /// exactly six hours before is in time. nil for the last one, which has no end: it holds after the lesson's
        /// start too.
        package let untilHoursBefore: Int64?
        package let keepPercent: Int64
        /// Kept by the shop too, but owed to the student as a lesson.
        package let creditPercent: Int64
    }

    package struct NoShow: Equatable, Sendable {
        package let keepPercent: Int64
        /// On top of the percentage, in the payment's currency; never more than the amount in all.
        package let feeMinorUnits: Int64
    }

    package let name: String
    package let title: String
    /// How long before the lesson a hold is placed; nil for the program's own setting.
    package let holdLeadDays: Int64?
    /// In the order of time; the last one, and only it, has no end.
    package let studentCancels: [Window]
    package let studentNoShow: NoShow
}

extension Policy {
    /// The shortest hold that Stripe tells of: a Visa card's without its owner present (Stripe, "Place a hold on a
    /// payment method"). What counts for a hold is its own `capture_before`; this is for planning.
    package static let shortestHoldSeconds: Int64 = 4 * 86_400 + 18 * 3600

    /// Whether holds are placed so early that some are looked at by the job for expiring holds, which acts a day
    /// ahead, before the lesson begins.
    package var renewsHolds: Bool {
        guard let holdLeadDays else { return false }
        return holdLeadDays * 86_400 > Self.shortestHoldSeconds - ExpiringHold.noticeSeconds
    }

    /// What its author should know; for the log, once at start.
    package var notices: [String] {
        guard renewsHolds, let holdLeadDays else { return [] }
        return [
            "policy \(name): hold_lead_days is \(holdLeadDays), and a hold on a Visa card ends 4 days 18 hours "
                + "after it was placed: such holds will be renewed before the lesson. With 3 days none has to be."
        ]
    }

    /// The promise for the mail, in one sentence.
    package var freeCancelSentence: String {
        let free = studentCancels.prefix { $0.keepPercent == 0 && $0.creditPercent == 0 }
        guard let last = free.last else { return "This lesson cannot be cancelled free of charge." }
        guard let hours = last.untilHoursBefore else { return "You can cancel anytime." }
        if hours == 0 { return "You can cancel anytime before your lesson starts." }
        let isWholeDays = hours >= 48 && hours % 24 == 0
        let count = isWholeDays ? hours / 24 : hours
        let unit = isWholeDays ? "day" : "hour"
        return "You can cancel anytime up to \(count) \(unit)\(count == 1 ? "" : "s") before your lesson."
    }

    /// Every member in a fixed order, without blanks: the same for all texts that mean the same policy.
    package var canonicalJSON: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("name", name)
        writer.member("title", title)
        if let holdLeadDays { writer.member("hold_lead_days", holdLeadDays) }
        writer.name("cancel")
        writer.beginObject()
        writer.name("student")
        writer.beginArray()
        for window in studentCancels {
            writer.beginObject()
            if let hours = window.untilHoursBefore { writer.member("until_hours_before", hours) }
            writer.member("keep_percent", window.keepPercent)
            writer.member("credit_percent", window.creditPercent)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        writer.name("no_show")
        writer.beginObject()
        writer.name("student")
        writer.beginObject()
        writer.member("keep_percent", studentNoShow.keepPercent)
        writer.member("fee_minor_units", studentNoShow.feeMinorUnits)
        writer.endObject()
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    /// SHA-256 of the canonical JSON in hexadecimal: what a booking keeps, so that the rules it was made under can be
    /// told from later ones of the same name.
    package var hash: String { Hex.encode(Digest.sha256(canonicalJSON)) }
}

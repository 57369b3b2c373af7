// On an answer's way: moments and standings as the desk's pages write them.
internal import Basics
internal import PaymentRules
internal import Payments

enum AdminText {
    /// `30 Nov 2026, 16:00`, by the clock on a wall of that zone.
    static func time(_ seconds: Int64, in zone: String) -> HTML {
        let local = TimeZones.localTime(seconds, in: zone)
        let shown = (try? CivilTime.unixSeconds(rfc3339: "\(local.prefix(19))Z")).map(civil) ?? local
        return "<time datetime=\"\(local)\">\(shown)</time> \(zone)"
    }

    static func time(_ seconds: Int64) -> HTML { time(seconds, in: "UTC") }

    /// `Mon 30 Nov 2026`, by the calendar on a wall of that zone.
    static func date(_ seconds: Int64, in zone: String) -> String {
        let local = TimeZones.localTime(seconds, in: zone)
        guard let wall = try? CivilTime.unixSeconds(rfc3339: "\(local.prefix(19))Z") else { return local }
        let time = CivilTime(unixSeconds: wall)
        return "\(weekdays[time.weekday]) \(date(time))"
    }

    private static func civil(_ seconds: Int64) -> String {
        let time = CivilTime(unixSeconds: seconds)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(date(time)), \(two(time.hour)):\(two(time.minute))"
    }

    private static func date(_ time: CivilTime) -> String {
        "\(time.day) \(months[time.month - 1]) \(time.year)"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `-$96.00`, where an amount is below zero.
    static func money(_ amount: Int64, _ currency: Currency) -> String {
        let shown = Money(minorUnits: Int64(clamping: amount.magnitude), currency: currency).displayText
        return amount < 0 ? "-\(shown)" : shown
    }

    /// A hold that ends, by how long it still stands: `Ends in 5 hours`.
    static func until(_ moment: Int64, from now: Int64) -> String {
        let seconds = moment - now
        return seconds > 0 ? "Ends in \(duration(seconds))" : "Has ended"
    }

    /// In the largest unit of which there are some: `5 hours`, rounded down.
    static func duration(_ seconds: Int64) -> String {
        let (count, unit) =
            seconds >= 2 * 86_400
            ? (seconds / 86_400, "day")
            : seconds >= 3600 ? (seconds / 3600, "hour") : (max(1, seconds / 60), "minute")
        return "\(count) \(unit)\(count == 1 ? "" : "s")"
    }

    /// What a status is, in words and a sign: no color is needed to read it.
    static func standing(_ status: PaymentStatus) -> HTML {
        """
        <span class="standing-\(status.rawValue)"><span aria-hidden="true">\(sign(status))</span> \
        \(status.rawValue)</span>
        """
    }

    /// Of letters that every font has; the mails' pictures are not everywhere.
    private static func sign(_ status: PaymentStatus) -> String {
        switch status {
        case .pending: "○"
        case .authorized: "◐"
        case .captured: "●"
        case .failed: "✕"
        case .refunded: "←"
        case .released: "–"
        }
    }

    static func words(_ name: String) -> String { name.replacing("_", with: " ") }
}

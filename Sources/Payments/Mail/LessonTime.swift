// On a mail's way: when a lesson is, by the clock on its student's wall.
internal import Basics
internal import Foundation

/// Names of the calendar in English, whatever the machine speaks.
enum EnglishCalendar {
    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]

    static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}

/// Moments in one time zone. Each has the offset that the zone has at that very moment.
struct LessonTime: Sendable {
    private let zone: TimeZone

    /// - Parameter name: the IANA's; one that this machine does not know is read as UTC, and the text says so.
    init(zoneNamed name: String) {
        zone = TimeZone(identifier: name) ?? .gmt
    }

    /// `Saturday, November 21, 2026`
    func date(_ seconds: Int64) -> String {
        let time = civil(seconds)
        let month = EnglishCalendar.months[time.month - 1]
        return "\(EnglishCalendar.weekdays[time.weekday]), \(month) \(time.day), \(time.year)"
    }

    /// `3:00 PM to 4:00 PM (America/New_York, UTC-05:00)`; over a change of the clocks each end says its own offset.
    func span(_ start: Int64, _ end: Int64) -> String {
        guard offset(start) == offset(end) else { return "\(moment(start)) to \(moment(end))" }
        return "\(clock(start)) to \(clock(end)) (\(place(start)))"
    }

    /// `3:00 PM (America/New_York, UTC-05:00)`
    func moment(_ seconds: Int64) -> String {
        "\(clock(seconds)) (\(place(seconds)))"
    }

    /// `3:00 PM`
    func clock(_ seconds: Int64) -> String {
        let time = civil(seconds)
        let hour = time.hour % 12 == 0 ? 12 : time.hour % 12
        return "\(hour):\(EnglishCalendar.twoDigits(time.minute)) \(time.hour < 12 ? "AM" : "PM")"
    }

    /// `America/New_York`
    var zoneName: String { zone == .gmt ? "UTC" : zone.identifier }

    private func place(_ seconds: Int64) -> String {
        guard zone != .gmt else { return zoneName }
        let minutes = offset(seconds) / 60
        let sign = minutes < 0 ? "-" : "+"
        let digits = [abs(minutes) / 60, abs(minutes) % 60].map(EnglishCalendar.twoDigits).joined(
            separator: ":")
        return "\(zoneName), UTC\(sign)\(digits)"
    }

    private func civil(_ seconds: Int64) -> CivilTime {
        CivilTime(unixSeconds: seconds + Int64(offset(seconds)))
    }

    private func offset(_ seconds: Int64) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
    }
}

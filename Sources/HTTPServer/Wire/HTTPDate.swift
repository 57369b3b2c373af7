// On an answer's way: the Date field (RFC 9110 section 5.6.7), made once a second and not once an answer.
internal import Basics

/// `Sun, 06 Nov 1994 08:49:37 GMT`, kept while the second lasts.
struct HTTPDate {
    private let clock: WallClock
    private var second: Int64 = -1
    private(set) var line: [UInt8] = []

    init(clock: WallClock) {
        self.clock = clock
    }

    mutating func refresh() {
        let now = clock.nowSeconds
        guard now != second else { return }
        second = now
        line = Array("Date: \(Self.text(now))\r\n".utf8)
    }

    static func text(_ unixSeconds: Int64) -> String {
        let time = CivilTime(unixSeconds: unixSeconds)
        let clock = "\(pad(time.hour)):\(pad(time.minute)):\(pad(time.second))"
        return
            "\(weekdays[time.weekday]), \(pad(time.day)) \(months[time.month - 1]) \(time.year) \(clock) GMT"
    }

    private static func pad(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

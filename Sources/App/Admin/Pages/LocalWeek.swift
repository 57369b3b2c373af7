// On a desk request's way: a week by the clock on an instructor's wall.
internal import Basics

/// From a Monday's midnight to the next, in Unix seconds; an hour shorter or longer where clocks change in between.
struct LocalWeek: Equatable {
    let start: Int64
    /// The first second that is not within it.
    let end: Int64

    /// The one that the moment is in.
    init(around moment: Int64, in zone: String) {
        let monday = Self.monday(around: Self.wall(moment, in: zone))
        start = Self.moment(ofWall: monday, in: zone)
        end = Self.moment(ofWall: monday + Self.seconds, in: zone)
    }

    /// A moment of the week before, and one of the week after.
    var before: Int64 { start - 1 }
    var after: Int64 { end }

    private static let seconds: Int64 = 7 * 86_400

    /// What the clock shows, as if it were UTC's.
    private static func wall(_ moment: Int64, in zone: String) -> Int64 {
        let shown = TimeZones.localTime(moment, in: zone).prefix(19)
        return (try? CivilTime.unixSeconds(rfc3339: "\(shown)Z")) ?? moment
    }

    private static func monday(around wall: Int64) -> Int64 {
        let day = wall - (wall % 86_400 + 86_400) % 86_400
        return day - Int64((CivilTime(unixSeconds: day).weekday + 6) % 7) * 86_400
    }

    /// When the clock shows it. One look brings the offset of about then, a second one that of just then.
    private static func moment(ofWall wall: Int64, in zone: String) -> Int64 {
        var moment = wall
        for _ in 0..<2 { moment += wall - Self.wall(moment, in: zone) }
        return moment
    }
}

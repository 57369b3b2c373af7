// At the start: a moment as it is typed behind --since and --until.
internal import Basics

/// `2026-11-20`, `2026-11-20T15:04:05Z`, Unix seconds, or so far away: `36h`, `7d`.
struct TypedTime {
    static let usage = "2026-11-20, 2026-11-20T15:04:05Z, Unix seconds, or so far away: 36h, 7d"

    let unixSeconds: Int64

    /// - Parameter isAhead: whether `36h` is in the future.
    init?(_ text: String, now: Int64, isAhead: Bool = false) {
        if let unit = text.last, unit == "h" || unit == "d" {
            guard let count = Self.number(text.dropLast()), count <= 1_000_000 else { return nil }
            let seconds = count * (unit == "h" ? 3600 : 86_400)
            unixSeconds = isAhead ? now + seconds : now - seconds
        } else if let seconds = Self.number(text[...]), text.utf8.count > 4 {
            unixSeconds = seconds
        } else {
            let full = text.utf8.count == 10 ? text + "T00:00:00Z" : text
            guard let seconds = try? CivilTime.unixSeconds(rfc3339: full) else { return nil }
            unixSeconds = seconds
        }
    }

    private static func number(_ text: Substring) -> Int64? {
        guard text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else { return nil }
        return Int64(text)
    }
}

// At the start: a moment as it is typed behind --since and --until.
internal import Basics

/// `2026-11-20`, `2026-11-20T15:04:05Z`, Unix seconds, or so long ago: `36h`, `7d`. All in UTC.
struct ReportTime {
    static let usage = "2026-11-20, 2026-11-20T15:04:05Z, Unix seconds, or so long ago: 36h, 7d"

    let unixSeconds: Int64

    init?(_ text: String, now: Int64) {
        if let unit = text.last, unit == "h" || unit == "d" {
            guard let count = Self.number(text.dropLast()), count <= 1_000_000 else { return nil }
            unixSeconds = now - count * (unit == "h" ? 3600 : 86_400)
        } else if let seconds = Self.number(text[...]), text.utf8.count > 4 {
            unixSeconds = seconds
        } else if let seconds = Self.dated(text) {
            unixSeconds = seconds
        } else {
            return nil
        }
    }

    private static func number(_ text: Substring) -> Int64? {
        guard text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else { return nil }
        return Int64(text)
    }

    private static func dated(_ text: String) -> Int64? {
        let pattern = Array("0000-00-00T00:00:00Z".utf8)
        let full = text.utf8.count == 10 ? text + "T00:00:00Z" : text
        let bytes = Array(full.utf8)
        let fits = zip(bytes, pattern).allSatisfy { byte, model in
            model == UInt8(ascii: "0") ? byte >= model && byte <= UInt8(ascii: "9") : byte == model
        }
        guard bytes.count == pattern.count, fits else { return nil }
        func part(_ range: Range<Int>) -> Int64 { bytes[range].reduce(0) { $0 * 10 + Int64($1 - 48) } }
        let (year, month, day) = (part(0..<4), part(5..<7), part(8..<10))
        let (hour, minute, second) = (part(11..<13), part(14..<16), part(17..<19))
        let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
        // The 31st of a short month would be another day.
        let back = CivilTime(unixSeconds: seconds)
        guard back.month == Int(month), back.day == Int(day), hour < 24, minute < 60, second < 60 else {
            return nil
        }
        return seconds
    }

    /// Since 1970, in the proleptic Gregorian calendar, reckoned from 1 March of a year 0.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let monthFromMarch = (month + 9) % 12
        return 365 * year + year / 4 - year / 100 + year / 400 + (153 * monthFromMarch + 2) / 5 + day - 1
            - 719_468
    }
}

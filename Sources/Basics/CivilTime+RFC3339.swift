// At the edge: a moment as programs write it (RFC 3339), read and printed without Foundation.

/// Why a text is no moment.
package enum TimestampFailure: Error, Equatable {
    /// Not `2026-11-30T15:00:00` with an offset behind it.
    case malformed
    /// A time of day alone is another moment in every zone.
    case noOffset
    /// 30 February, 24 o'clock; or a leap second, which Unix time does not have.
    case noSuchMoment
}

extension CivilTime {
    /// 9999-12-31T23:59:59Z, the last one that four digits of a year can tell.
    package static let unixSecondsMax: Int64 = 253_402_300_799

    /// `2026-11-30T15:00:00Z`, `2026-11-30T16:00:00.250+01:00` (RFC 3339 section 5.6) in seconds since 1970; parts of a
    /// second are dropped.
    package static func unixSeconds(rfc3339 text: String) throws(TimestampFailure) -> Int64 {
        let bytes = Array(text.utf8)
        let pattern = Array("0000-00-00T00:00:00".utf8)
        guard bytes.count >= pattern.count, zip(bytes, pattern).allSatisfy(fits) else { throw .malformed }
        func part(_ range: Range<Int>) -> Int64 {
            bytes[range].reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        }
        let (year, month, day) = (part(0..<4), part(5..<7), part(8..<10))
        let (hour, minute, second) = (part(11..<13), part(14..<16), part(17..<19))
        let offset = try offsetSeconds(bytes[pattern.count...])
        let days = daysSince1970(year: year, month: month, day: day)
        let back = CivilTime(unixSeconds: days * 86_400)
        // The 31st of a short month would be another day.
        guard back.month == Int(month), back.day == Int(day), hour < 24, minute < 60, second < 60 else {
            throw .noSuchMoment
        }
        return days * 86_400 + hour * 3600 + minute * 60 + second - offset
    }

    /// `2026-11-30T15:00:00Z`.
    package static func rfc3339(_ unixSeconds: Int64) -> String {
        civilText(unixSeconds) + "Z"
    }

    /// In a zone so far from UTC: `2026-11-30T16:00:00+01:00`.
    package static func rfc3339(_ unixSeconds: Int64, offsetSeconds: Int64) -> String {
        let minutes = offsetSeconds.magnitude / 60
        let sign = offsetSeconds < 0 ? "-" : "+"
        return civilText(unixSeconds + offsetSeconds) + sign + padded(Int(minutes / 60), 2) + ":"
            + padded(Int(minutes % 60), 2)
    }
}

// MARK: Parts

extension CivilTime {
    private static func fits(_ byte: UInt8, _ model: UInt8) -> Bool {
        switch model {
        case UInt8(ascii: "0"): isDigit(byte)
        case UInt8(ascii: "T"): byte | 0x20 == UInt8(ascii: "t")
        default: byte == model
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// What is behind the seconds: perhaps a fraction, and `Z` or `+hh:mm`.
    private static func offsetSeconds(_ text: ArraySlice<UInt8>) throws(TimestampFailure) -> Int64 {
        var rest = text
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            guard !fraction.isEmpty else { throw .malformed }
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard let sign = rest.first else { throw .noOffset }
        if rest.count == 1, sign | 0x20 == UInt8(ascii: "z") { return 0 }
        let pattern = Array("00:00".utf8)
        let digits = rest.dropFirst()
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), digits.count == pattern.count,
            zip(digits, pattern).allSatisfy(fits)
        else { throw .malformed }
        let numbers = digits.filter(isDigit).map { Int64($0 - UInt8(ascii: "0")) }
        let (hours, minutes) = (numbers[0] * 10 + numbers[1], numbers[2] * 10 + numbers[3])
        guard hours < 24, minutes < 60 else { throw .noSuchMoment }
        return (hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }

    /// In the proleptic Gregorian calendar, reckoned from 1 March of a year 0; the way back of `init(unixSeconds:)`.
    private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
        // Whole eras of 400 years keep the divisions above zero.
        let year = (month <= 2 ? year - 1 : year) + 400
        let monthFromMarch = (month + 9) % 12
        let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * monthFromMarch + 2) / 5 + day - 1
        return days - 719_468 - 146_097
    }

    private static func civilText(_ unixSeconds: Int64) -> String {
        let time = CivilTime(unixSeconds: unixSeconds)
        let date = [padded(time.year, 4), padded(time.month, 2), padded(time.day, 2)]
        let clock = [padded(time.hour, 2), padded(time.minute, 2), padded(time.second, 2)]
        return date.joined(separator: "-") + "T" + clock.joined(separator: ":")
    }

    private static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}

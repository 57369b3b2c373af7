// Under everything: from Unix seconds to a calendar date in UTC, without Foundation.

/// A moment as the calendar shows it in UTC.
package struct CivilTime: Equatable, Sendable {
    package let year: Int
    /// 1 ... 12
    package let month: Int
    /// 1 ... 31
    package let day: Int
    package let hour: Int
    package let minute: Int
    package let second: Int
    /// 0 is Sunday.
    package let weekday: Int

    /// The proleptic Gregorian calendar, reckoned from 1 March of a year 0, so that the leap day comes last.
    package init(unixSeconds: Int64) {
        let (days, rest) = unixSeconds.floorDivided(by: 86_400)
        hour = Int(rest / 3600)
        minute = Int(rest % 3600 / 60)
        second = Int(rest % 60)
        weekday = Int((days + 4).floorDivided(by: 7).remainder)
        // 719,468 days lie between 1 March 0000 and 1 January 1970; an era is 400 years.
        let (era, dayOfEra) = (days + 719_468).floorDivided(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
        month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    }
}

extension Int64 {
    fileprivate func floorDivided(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

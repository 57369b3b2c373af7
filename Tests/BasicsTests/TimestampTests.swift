// Proves RFC 3339: every moment is read as it was printed, and what is none is refused.
import Basics
import Testing

@Suite("Timestamps", .timeLimit(.minutes(5)))
struct TimestampTests {
    @Test(
        "a moment of an HTTP field is its Unix seconds, and what is none is nil",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Mon, 30 Nov 2026 15:00:00 GMT", 1_796_050_800),
            ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Sun Nov  6 08:49:37 1994", nil),
            ("Sun, 31 Feb 2026 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 08:49:37 CET", nil), ("", nil),
        ] as [(String, Int64?)])
    func httpDate(text: String, seconds: Int64?) {
        #expect(CivilTime.unixSeconds(httpDate: text) == seconds)
    }

    private func failure(_ text: String) -> TimestampFailure? {
        do {
            _ = try CivilTime.unixSeconds(rfc3339: text)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "a timestamp is its Unix seconds",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1), ("2000-02-29T12:00:00Z", 951_825_600),
            ("2026-11-30T15:00:00Z", 1_796_050_800), ("2026-11-30T16:00:00+01:00", 1_796_050_800),
            ("2026-11-30T09:30:00-05:30", 1_796_050_800),
            ("2026-12-01t00:00:00.999999999+09:00", 1_796_050_800),
            ("1996-12-19T16:39:57-08:00", 851_042_397), ("9999-12-31T23:59:59z", 253_402_300_799),
            ("0000-03-01T00:00:00Z", -62_162_035_200), ("2026-11-30T15:00:00-00:00", 1_796_050_800),
        ] as [(String, Int64)])
    func read(text: String, seconds: Int64) throws {
        #expect(try CivilTime.unixSeconds(rfc3339: text) == seconds)
    }

    @Test(
        "what says no offset, is no timestamp or names no moment is told apart",
        arguments: [
            ("2026-11-30T15:00:00", .noOffset), ("2026-11-30T15:00:00.5", .noOffset),
            ("2026-11-30", .malformed), ("2026-11-30T15:00Z", .malformed),
            ("2026-11-30 15:00:00Z", .malformed),
            ("2026-11-30T15:00:00+1:00", .malformed), ("2026-11-30T15:00:00+0100", .malformed),
            ("2026-11-30T15:00:00.Z", .malformed), ("2026-11-30T15:00:00ZZ", .malformed),
            ("2026-1１-30T15:00:00Z", .malformed), ("", .malformed), ("+2026-11-30T15:00:00Z", .malformed),
            ("2026-02-29T00:00:00Z", .noSuchMoment), ("2100-02-29T00:00:00Z", .noSuchMoment),
            ("2026-04-31T00:00:00Z", .noSuchMoment), ("2026-13-01T00:00:00Z", .noSuchMoment),
            ("2026-00-01T00:00:00Z", .noSuchMoment), ("2026-01-00T00:00:00Z", .noSuchMoment),
            ("2026-11-30T24:00:00Z", .noSuchMoment), ("2026-11-30T15:60:00Z", .noSuchMoment),
            ("2016-12-31T23:59:60Z", .noSuchMoment), ("2026-11-30T15:00:00+24:00", .noSuchMoment),
            ("2026-11-30T15:00:00+01:60", .noSuchMoment),
        ] as [(String, TimestampFailure)])
    func refused(text: String, wanted: TimestampFailure) {
        #expect(failure(text) == wanted, "\(text)")
    }

    @Test("every day from the year 0 to 9999 is read as it was printed")
    func everyDay() throws {
        var seconds: Int64 = -62_167_219_200
        while seconds <= CivilTime.unixSecondsMax {
            #expect(try CivilTime.unixSeconds(rfc3339: CivilTime.rfc3339(seconds)) == seconds)
            // 33 days and some, so that every time of day and every day of the month comes.
            seconds += 33 * 86_400 + 7351
        }
    }

    @Test("a moment is printed by the clock of a zone, and is the same moment")
    func zones() throws {
        let moment: Int64 = 1_796_050_800
        #expect(CivilTime.rfc3339(moment) == "2026-11-30T15:00:00Z")
        #expect(CivilTime.rfc3339(moment, offsetSeconds: 3600) == "2026-11-30T16:00:00+01:00")
        #expect(CivilTime.rfc3339(moment, offsetSeconds: -12_600) == "2026-11-30T11:30:00-03:30")
        #expect(CivilTime.rfc3339(moment, offsetSeconds: 0) == "2026-11-30T15:00:00+00:00")
        for offset in stride(from: Int64(-50_400), through: 50_400, by: 900) {
            let text = CivilTime.rfc3339(moment, offsetSeconds: offset)
            #expect(try CivilTime.unixSeconds(rfc3339: text) == moment, "\(text)")
        }
    }
}

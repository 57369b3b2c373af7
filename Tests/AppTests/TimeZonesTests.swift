// Proves which names of time zones are taken, and what clocks show in them, before and after they change.
import Testing

@testable import App

@Suite("Time zones", .timeLimit(.minutes(5)))
struct TimeZonesTests {
    @Test(
        "names of the IANA's are known",
        arguments: [
            "UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "America/Port-au-Prince", "Etc/GMT+5",
        ])
    func known(name: String) {
        #expect(TimeZones.isKnown(name))
    }

    @Test(
        "abbreviations, offsets, paths and inventions are not",
        arguments: [
            "", "Berlin", "EST", "GMT+2", "+02:00", "Europe/", "/UTC", "../etc/localtime", "Europe/../UTC",
            "Mars/Olympus",
            "Europe/Berlin ", "Europe/Ber\u{0}lin",
        ])
    func unknown(name: String) {
        #expect(!TimeZones.isKnown(name))
    }

    @Test("a moment is told by the clock on the wall, in winter, in summer and where the hour comes twice")
    func localTimes() {
        #expect(TimeZones.localTime(1_796_050_800, in: "Europe/Berlin") == "2026-11-30T16:00:00+01:00")
        #expect(TimeZones.localTime(1_782_900_000, in: "Europe/Berlin") == "2026-07-01T12:00:00+02:00")
        #expect(TimeZones.localTime(1_792_889_999, in: "Europe/Berlin") == "2026-10-25T02:59:59+02:00")
        #expect(TimeZones.localTime(1_792_890_000, in: "Europe/Berlin") == "2026-10-25T02:00:00+01:00")
        #expect(TimeZones.localTime(1_796_050_800, in: "Asia/Kolkata") == "2026-11-30T20:30:00+05:30")
        #expect(TimeZones.localTime(1_796_050_800, in: "UTC") == "2026-11-30T15:00:00+00:00")
    }
}

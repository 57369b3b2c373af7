// At the edge: what a clock on the wall shows, by the IANA's time zones.
internal import Basics
internal import Foundation

/// The system's database of time zones, which knows when clocks change.
enum TimeZones {
    /// Whether it is a name of the IANA's (RFC 6557): `Europe/Berlin`, `UTC`. Abbreviations such as EST and offsets
    /// such as GMT+2 say nothing of when clocks change, and are not taken.
    static func isKnown(_ name: String) -> Bool {
        guard name != "UTC" else { return true }
        // Names are looked up as files.
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "_"),
                UInt8(ascii: "-"),
                UInt8(ascii: "+"):
                true
            default: false
            }
        }
        return isPlain && name.contains("/") && !name.hasPrefix("/") && TimeZone(identifier: name) != nil
    }

    /// `2026-11-30T16:00:00+01:00`; in UTC when the zone is not known.
    static func localTime(_ unixSeconds: Int64, in name: String) -> String {
        let zone = TimeZone(identifier: name)
        let offset = zone?.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(unixSeconds))) ?? 0
        return CivilTime.rfc3339(unixSeconds, offsetSeconds: Int64(offset))
    }
}

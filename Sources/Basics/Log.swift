// Under everything: one JSON object a line, for people with grep and machines with parsers.

/// Writes log lines. A line says when, how grave, and which event; the rest is the event's own.
///
/// Never give it a key, a card, a mail address or a body: what must not be read must not be written.
package struct Log: Sendable {
    package enum Level: String, Sendable {
        /// Every step, for who looks for a fault; shown only when it is wanted.
        case debug
        case info
        /// Somebody has to look.
        case error
    }

    private let sink: LogSink
    private let clock: WallClock
    private let showsDebug: Bool

    package init(to sink: LogSink, showsDebug: Bool = false, clock: WallClock = .system) {
        self.sink = sink
        self.showsDebug = showsDebug
        self.clock = clock
    }

    /// The same log, with or without the lines of every step.
    package func showing(debug: Bool) -> Log {
        Log(to: sink, showsDebug: debug, clock: clock)
    }

    package func debug(_ event: StaticString, _ members: (inout JSONWriter) -> Void = { _ in }) {
        guard showsDebug else { return }
        write(.debug, event, members)
    }

    package func info(_ event: StaticString, _ members: (inout JSONWriter) -> Void = { _ in }) {
        write(.info, event, members)
    }

    package func error(_ event: StaticString, _ members: (inout JSONWriter) -> Void = { _ in }) {
        write(.error, event, members)
    }

    private func write(_ level: Level, _ event: StaticString, _ members: (inout JSONWriter) -> Void) {
        var writer = JSONWriter(reservingCapacity: 320)
        writer.beginObject()
        writer.name("time")
        writer.string(ascii: Self.timestamp(milliseconds: clock.nowMilliseconds()))
        writer.member("level", level.rawValue)
        writer.member("event", constant: event)
        members(&writer)
        writer.endObject()
        sink.append(writer.bytes)
    }

    /// `2026-11-21T09:05:03.042Z` (RFC 3339).
    static func timestamp(milliseconds: Int64) -> [UInt8] {
        let time = CivilTime(unixSeconds: milliseconds / 1000)
        return [UInt8](unsafeUninitializedCapacity: 24) { buffer, count in
            _ = buffer.initialize(from: "0000-00-00T00:00:00.000Z".utf8)
            func put(_ value: Int, endingAt last: Int, digits: Int) {
                var value = value
                for place in 0..<digits {
                    buffer[last - place] = UInt8(ascii: "0") + UInt8(value % 10)
                    value /= 10
                }
            }
            put(time.year, endingAt: 3, digits: 4)
            put(time.month, endingAt: 6, digits: 2)
            put(time.day, endingAt: 9, digits: 2)
            put(time.hour, endingAt: 12, digits: 2)
            put(time.minute, endingAt: 15, digits: 2)
            put(time.second, endingAt: 18, digits: 2)
            put(Int(milliseconds % 1000), endingAt: 22, digits: 3)
            count = 24
        }
    }
}

// Under the log: gathers lines and writes many with one system call, so that no loop waits for a slow reader.
internal import Dispatch

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Where log lines go. Lines are written a few milliseconds after they were made, by a queue of the sink's own.
package final class LogSink: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var linesDropped = 0
        var isScheduled = false
    }

    private let state = Lock(State())
    private let queue = DispatchQueue(label: "fermata.log")
    private let write: @Sendable ([UInt8]) -> Void

    /// Long enough to gather a burst, short enough for a person who watches.
    private static let gatherMilliseconds = 10
    /// A reader that stopped reading costs lines, and is told how many, but never memory without an end.
    private static let pendingBytesMax = 4 * 1024 * 1024

    package init(write: @escaping @Sendable ([UInt8]) -> Void) {
        self.write = write
    }

    package static let standardError = LogSink { SystemOutput.write($0, to: STDERR_FILENO) }

    /// - Parameter line: without its line feed.
    package func append(_ line: [UInt8]) {
        let mustSchedule = state.withLock { state in
            guard state.bytes.count + line.count < Self.pendingBytesMax else {
                state.linesDropped += 1
                return false
            }
            state.bytes.append(contentsOf: line)
            state.bytes.append(UInt8(ascii: "\n"))
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        guard mustSchedule else { return }
        queue.asyncAfter(deadline: .now() + .milliseconds(Self.gatherMilliseconds)) { self.writePending() }
    }

    /// Returns when all that was appended before is written. For the end of the process; not for a loop.
    package func flush() {
        queue.sync { writePending() }
    }

    private func writePending() {
        let pending = state.withLock { state in
            defer { state = State() }
            return state
        }
        var bytes = pending.bytes
        if pending.linesDropped > 0 {
            bytes.append(contentsOf: #"{"level":"error","event":"log_lines_dropped","lines":"#.utf8)
            bytes.append(contentsOf: "\(pending.linesDropped)}\n".utf8)
        }
        if !bytes.isEmpty { write(bytes) }
    }
}

// Beside everything: words for the person at the terminal. Logs go their own way.
#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

package enum Terminal {
    /// A line to standard output, at once: a script may be reading along.
    package static func write(_ text: String) {
        writeAsIs("\(text)\n")
    }

    /// Text with its own line ends to standard output.
    package static func writeAsIs(_ text: String) {
        SystemOutput.write(Array(text.utf8), to: STDOUT_FILENO)
    }

    /// A line to standard error.
    package static func complain(_ text: String) {
        complainAsIs("\(text)\n")
    }

    /// Text with its own line ends to standard error.
    package static func complainAsIs(_ text: String) {
        SystemOutput.write(Array(text.utf8), to: STDERR_FILENO)
    }

    /// A person reads standard error, and it can be drawn on.
    package static var errorsAreRead: Bool { isatty(STDERR_FILENO) == 1 }
}

enum SystemOutput {
    /// All of it, also when a pipe takes only a part at a time. What nobody reads any more is dropped.
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                systemWrite(descriptor, $0.baseAddress, $0.count)
            }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                return
            }
        }
    }
}

/// The system's `write`, by a name that a method of that name does not hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}

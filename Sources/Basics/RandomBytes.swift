// Under everything: unguessable bytes and ids, from the system's generator.
#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Randomness comes from outside, so that a simulation can own it.
package struct RandomBytes: Sendable {
    package let fill: @Sendable (UnsafeMutableRawBufferPointer) -> Void

    package init(fill: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Void) {
        self.fill = fill
    }

    /// The kernel's generator (`getentropy`): one system call, and less time than OpenSSL's own takes.
    package static let system = RandomBytes { buffer in
        guard var next = buffer.baseAddress else { return }
        var left = buffer.count
        while left > 0 {
            // As many as it gives at once.
            let count = min(left, 256)
            precondition(
                getentropy(next, count) == 0,
                "the system has no randomness to give; nothing can be signed or named safely")
            next += count
            left -= count
        }
    }

    package func uint64() -> UInt64 {
        var value: UInt64 = 0
        withUnsafeMutableBytes(of: &value, fill)
        return value
    }

    /// Lower-case hexadecimal, two characters a byte.
    package func hex(byteCount: Int) -> String {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        bytes.withUnsafeMutableBytes(fill)
        return Hex.encode(bytes)
    }
}

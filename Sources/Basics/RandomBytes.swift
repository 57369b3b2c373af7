// Under everything: unguessable bytes and ids, from OpenSSL's generator.
internal import COpenSSL

/// Randomness comes from outside, so that a simulation can own it.
package struct RandomBytes: Sendable {
    package let fill: @Sendable (UnsafeMutableRawBufferPointer) -> Void

    package init(fill: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Void) {
        self.fill = fill
    }

    /// OpenSSL's generator (`RAND_bytes`), seeded by the system, kept per thread: no system call each time.
    package static let system = RandomBytes { buffer in
        guard let start = buffer.baseAddress else { return }
        let filled = RAND_bytes(start.assumingMemoryBound(to: UInt8.self), Int32(buffer.count))
        precondition(
            filled == 1, "the system has no randomness to give; nothing can be signed or named safely")
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

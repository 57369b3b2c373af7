// Under key files: what stands in one, and whether it is another one by now.
#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Two files of one name with the same stamp are the same: also one that was moved into the other's place is noticed.
struct FileStamp: Sendable, Equatable {
    private let device: UInt64
    private let number: UInt64
    private let size: Int64
    private let changedSeconds: Int
    private let changedNanoseconds: Int

    /// nil when there is none.
    init?(ofFileAt path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    fileprivate init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        number = UInt64(truncatingIfNeeded: status.st_ino)
        size = Int64(status.st_size)
        #if canImport(Glibc)
            let changed = status.st_mtim
        #else
            let changed = status.st_mtimespec
        #endif
        (changedSeconds, changedNanoseconds) = (Int(changed.tv_sec), Int(changed.tv_nsec))
    }
}

struct KeySetBytes {
    let bytes: [UInt8]
    /// As it was before it was read: what is written meanwhile changes it.
    let stamp: FileStamp

    init(_ path: String) throws(KeyFileFailure) {
        // Non-blocking, so that a FIFO under that name holds up nobody.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw errno == ENOENT ? .missing : Self.unreadable }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.unreadable }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        stamp = FileStamp(status)
        bytes = try Self.readAll(descriptor)
    }

    /// One byte more than a set may have shows that there is more.
    private static func readAll(_ descriptor: Int32) throws(KeyFileFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: KeySet.bytesMax + 1)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes[..<filled])
    }

    private static var unreadable: KeyFileFailure { .unreadable(String(cString: strerror(errno))) }
}

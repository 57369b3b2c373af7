// At the start: takes a `.env` file from the disk, with its limits.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

package enum EnvironmentFailure: Error, Equatable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case notAFile(path: String)
    case tooLarge(path: String, bytesMax: Int)
    case notUTF8(path: String)
    case malformed(path: String, DotenvFailure)

    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
        case .notAFile(let path): "\(path) is not a file"
        case .tooLarge(let path, let bytesMax): "\(path) is larger than \(bytesMax) bytes"
        case .notUTF8(let path): "\(path) is not UTF-8 text"
        case .malformed(let path, let failure): "\(path), \(failure)"
        }
    }
}

/// A settings file as it lies on the disk; not parsed yet.
package struct EnvironmentFile: Sendable {
    /// A settings file is a few dozen lines. What is larger is another file, named by mistake.
    package static let bytesMax = 64 * 1024

    package let path: String
    package let text: Secret
    /// The permission bits: `0o600` is as it should be.
    package let permissions: UInt32

    package init(path: String, text: String, permissions: UInt32 = 0o600) {
        self.path = path
        self.text = Secret(text)
        self.permissions = permissions
    }

    /// nil when there is no such file: a server may get all its settings from the environment.
    package static func load(_ path: String) throws(EnvironmentFailure) -> EnvironmentFile? {
        // Non-blocking, so that a FIFO under that name does not hold up the start.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        let bytes = try readAll(descriptor, path)
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8(path: path) }
        return EnvironmentFile(path: path, text: text, permissions: UInt32(status.st_mode & 0o777))
    }

    private static func readAll(_ descriptor: Int32, _ path: String) throws(EnvironmentFailure) -> [UInt8] {
        // One byte more than allowed shows that there is more.
        var bytes = [UInt8](repeating: 0, count: bytesMax + 1)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw .unreadable(path: path, reason: String(cString: strerror(errno)))
            }
            if count == 0 { break }
            filled += count
        }
        guard filled <= bytesMax else { throw .tooLarge(path: path, bytesMax: bytesMax) }
        return Array(bytes[..<filled])
    }
}

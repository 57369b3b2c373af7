// Beside tests of peers that are away, or that follow one another: a port that a test has, and nobody else is given.
import Foundation

/// A port that a server has let go is soon another test's. While this has it, whoever connects is refused, unless it
/// listens: then they wait.
package final class BoundPort: Sendable {
    package let number: Int
    package let descriptor: Int32

    /// - Parameters:
    ///   - number: of one whose server has just stopped; 0 is any.
    ///   - isOpen: to other machines.
    package init(_ number: Int = 0, isOpen: Bool = false, listens: Bool = false) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        // Also where connections of that server are not forgotten yet.
        var isShared: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isShared, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(number).bigEndian
        address.sin_addr.s_addr = isOpen ? INADDR_ANY : INADDR_LOOPBACK.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { [descriptor] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) | (listens ? listen(descriptor, 1024) : 0)
                    | getsockname(descriptor, $0, &length)
            }
        }
        self.number = Int(UInt16(bigEndian: address.sin_port))
        guard descriptor >= 0, result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    deinit { close(descriptor) }

    /// Holds it while the test goes on.
    package func held<Result>(_ test: () async throws -> Result) async rethrows -> Result {
        defer { withExtendedLifetime(self) {} }
        return try await test()
    }
}

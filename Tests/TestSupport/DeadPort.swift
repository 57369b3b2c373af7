// Beside tests of peers that are away: a port where nobody listens, and nobody else will.
import Foundation

/// Of this machine's loopback. A port that a server has let go is soon another test's; while this has it, whoever
/// connects there is refused.
package final class DeadPort: Sendable {
    package let number: Int
    private let descriptor: Int32

    /// - Parameter number: of one whose server has just stopped; 0 is any.
    package init(_ number: Int = 0) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        // Also where connections of that server are not forgotten yet.
        var isShared: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isShared, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(number).bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { [descriptor] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) | getsockname(descriptor, $0, &length)
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

// Beside the tests of programs: a port that stays open while one server follows another, as systemd holds one.
import Foundation
import Testing

final class HeldPort: Sendable {
    let number: Int
    private let descriptor: Int32

    /// - Parameter isOpen: to other machines.
    init(isOpen: Bool = false) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = isOpen ? INADDR_ANY : INADDR_LOOPBACK.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { [descriptor] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) | listen(descriptor, 1024) | getsockname(descriptor, $0, &length)
            }
        }
        number = Int(UInt16(bigEndian: address.sin_port))
        try #require(descriptor >= 0 && result == 0)
    }

    deinit {
        close(descriptor)
    }

    /// A server on it that is up; it finds the socket where systemd puts it.
    func serve(_ arguments: String, environment: [String: String]) async throws -> Program {
        let program = try start(arguments, environment: environment)
        _ = try await program.printed("Ctrl-C")
        return program
    }

    func start(_ arguments: String, environment: [String: String]) throws -> Program {
        let path = Program.products.appending(path: "fermata").path
        return try hand(
            to: "LISTEN_FDS=1 LISTEN_PID=$$ exec \"$0\" serve \(arguments)", path, environment: environment)
    }

    /// A program that has the socket as its descriptor 3.
    ///
    /// - Parameter shell: what a shell does to become it; `$0` is `name`.
    func hand(
        to shell: String, _ name: String, environment: [String: String] = [:]
    ) throws -> Program {
        try Program(
            "/bin/sh", ["-c", "exec 3<&0 </dev/null; \(shell)", name], environment: environment,
            input: FileHandle(fileDescriptor: descriptor, closeOnDealloc: false))
    }
}

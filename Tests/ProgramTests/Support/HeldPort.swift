// Beside the tests of programs: a port that stays open while one server follows another, as systemd holds one.
import Foundation
import TestSupport

struct HeldPort: Sendable {
    private let port: BoundPort

    var number: Int { port.number }

    /// - Parameter isOpen: to other machines.
    init(isOpen: Bool = false) throws {
        port = try BoundPort(isOpen: isOpen, listens: true)
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
            input: FileHandle(fileDescriptor: port.descriptor, closeOnDealloc: false))
    }
}

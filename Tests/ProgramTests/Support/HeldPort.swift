// Beside the tests of programs: a port that stays open while one server follows another, as systemd holds one.
import Foundation
import TestSupport

struct HeldPort: Sendable {
    private let port: BoundPort

    var number: Int { port.number }

    /// - Parameters:
    ///   - isOpen: to other machines.
    ///   - blocks: as systemd's do. nginx leaves that as it is, and a worker that is late then waits in accept for the
    ///     next caller, with its other callers unheard.
    init(isOpen: Bool = false, blocks: Bool = true) throws {
        port = try BoundPort(isOpen: isOpen, listens: true)
        if !blocks { _ = fcntl(port.descriptor, F_SETFL, fcntl(port.descriptor, F_GETFL) | O_NONBLOCK) }
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

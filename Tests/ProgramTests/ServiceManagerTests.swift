// What a service manager hears of the program, over the socket that systemd would open for it.
import Foundation
import Testing

@Suite("A service manager", .timeLimit(.minutes(5)), .serialized)
struct ServiceManagerTests {
    /// The other end of `NOTIFY_SOCKET`. It never blocks: what is there now is all it hears.
    private final class Ear {
        let path: String
        private let descriptor: Int32

        init() throws {
            path = FileManager.default.temporaryDirectory.appending(path: "notify-\(UUID())").path
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
            let length = socklen_t(MemoryLayout<sockaddr_un>.size)
            let result = withUnsafePointer(to: address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
            }
            try #require(descriptor >= 0 && result == 0)
        }

        deinit {
            close(descriptor)
            unlink(path)
        }

        /// The next datagram, if there is one.
        func heard() -> String? {
            var buffer = [UInt8](repeating: 0, count: 256)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
        }
    }

    @Test("hears that the server is up, that it lives, and that it stops, in this order")
    func story() async throws {
        let ear = try Ear()
        let program = try Program(
            "fermata", ["serve", "--sandbox"],
            environment: SandboxTests.anyPort.merging(
                ["NOTIFY_SOCKET": ear.path, "WATCHDOG_USEC": "100000"]
            ) { $1 })
        defer { program.signal(SIGKILL) }
        var heard: [String] = []
        func hears(_ count: Int) async throws -> Bool {
            try await eventually {
                await Task.yield()
                while let next = ear.heard() { heard.append(next) }
                return heard.count >= count
            }
        }
        #expect(try await hears(4))
        #expect(heard.first == "READY=1")
        #expect(heard.dropFirst().allSatisfy { $0 == "WATCHDOG=1" })
        program.signal(SIGTERM)
        #expect(await program.finished().status == 0)
        while let next = ear.heard() { heard.append(next) }
        #expect(heard.contains("STOPPING=1"))
        #expect(heard.suffix(2).contains("STOPPING=1"))
    }

    @Test("a watchdog that is another process' is not fed, and a manager that is gone stops nobody")
    func strangers() async throws {
        let ear = try Ear()
        let program = try Program(
            "fermata", ["serve", "--sandbox"],
            environment: SandboxTests.anyPort.merging(
                ["NOTIFY_SOCKET": ear.path, "WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"]
            ) { $1 })
        defer { program.signal(SIGKILL) }
        _ = try await program.printed("Ctrl-C")
        var first: String?
        let isHeard = try await eventually {
            await Task.yield()
            first = ear.heard()
            return first != nil
        }
        #expect(isHeard)
        #expect(first == "READY=1")
        unlink(ear.path)
        program.signal(SIGTERM)
        #expect(await program.finished().status == 0)
        #expect(ear.heard() == nil)
    }
}

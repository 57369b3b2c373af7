// Who is given sockets, and which are none.
import Testing

@testable import HTTPServer

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite("Given sockets", .timeLimit(.minutes(5)), .serialized)
struct GivenSocketsTests {
    @Test(
        "sockets that are for another process, none, or too many are not taken",
        arguments: [("1", "1"), ("", "self"), ("0", "self"), ("-1", "self"), ("17", "self"), ("x", "self")])
    func notOurs(count: String, process: String) throws {
        let values = ["LISTEN_FDS": count, "LISTEN_PID": process == "self" ? "\(getpid())" : process]
        #expect(try GivenSockets.ofProcess { values[$0] } == nil)
    }

    @Test("a socket that does not listen is refused")
    func notListening() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        #expect(throws: SocketFailure.self) { try GivenSockets([SystemSocket(descriptor: descriptor)]) }
    }

    @Test("each loop has its own descriptor of the same port, and the one that was given is let go")
    func groups() throws {
        let address = try #require(SocketAddress(host: "127.0.0.1", port: 0))
        let held = try SystemSocket.listening(at: address, backlog: 4, sharesPort: false)
        defer { held.close() }
        let given = try GivenSockets([try held.duplicated()])
        #expect(given.addresses == [try #require(held.localAddress)])
        let groups = try given.groups(count: 3)
        defer { for socket in groups.joined() { socket.close() } }
        let all = groups.joined()
        #expect(all.allSatisfy { $0.localAddress == held.localAddress })
        #expect(Set(all.map(\.descriptor)).count == 3)
        // The number may be another test's by now; this port it is no longer.
        #expect(given.sockets.allSatisfy { $0.localAddress != held.localAddress })
    }
}

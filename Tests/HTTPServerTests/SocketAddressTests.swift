// Addresses: numeric ones only, and the same after a way through the kernel's form.
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)))
struct SocketAddressTests {
    private static let written: [(String, Int, String, Bool)] = [
        ("127.0.0.1", 8080, "127.0.0.1:8080", true), ("127.8.9.10", 1, "127.8.9.10:1", true),
        ("0.0.0.0", 0, "0.0.0.0:0", false), ("192.0.2.1", 65_535, "192.0.2.1:65535", false),
        ("::1", 8080, "[::1]:8080", true), ("::", 80, "[::]:80", false),
        ("::ffff:127.0.0.1", 80, "[::ffff:127.0.0.1]:80", false),
        ("2001:db8::1", 80, "[2001:db8::1]:80", false),
    ]

    @Test("is read, printed and known as loopback or not", arguments: written)
    func reads(host: String, port: Int, text: String, isLoopback: Bool) throws {
        let address = try #require(SocketAddress(host: host, port: port))
        #expect(address.description == text)
        #expect(address.isLoopback == isLoopback)
    }

    @Test("names, half addresses and ports that do not exist are none")
    func refuses() {
        for host in [
            "", "localhost", "127.0.0", "127.0.0.256", "1.2.3.4.5", "[::1]", ":::", "::g", "127.0.0.1 ",
        ] {
            #expect(SocketAddress(host: host, port: 80) == nil)
        }
        for port in [-1, 65_536] { #expect(SocketAddress(host: "127.0.0.1", port: port) == nil) }
    }

    @Test(
        "the kernel gives back the address that it was given, with the port it chose",
        arguments: ["127.0.0.1", "::1"])
    func kernel(host: String) throws {
        let address = try #require(SocketAddress(host: host, port: 0))
        guard let socket = try? SystemSocket.listening(at: address, backlog: 1, sharesPort: false) else {
            #expect(host == "::1", "only IPv6 may be missing on a machine")
            return
        }
        defer { socket.close() }
        let bound = try #require(socket.localAddress)
        #expect(bound.host == host)
        #expect(bound.port > 0)
    }
}

// Which addresses are public: each range that is not, and its neighbours on both sides.
import Testing

@testable import CurlClient

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite("Public addresses", .timeLimit(.minutes(5)))
struct PublicAddressTests {
    private static func isPublic(_ text: String) throws -> Bool {
        var storage = sockaddr_storage()
        try withUnsafeMutableBytes(of: &storage) { bytes in
            var v4 = sockaddr_in()
            var v6 = sockaddr_in6()
            if inet_pton(AF_INET, text, &v4.sin_addr) == 1 {
                v4.sin_family = sa_family_t(AF_INET)
                bytes.storeBytes(of: v4, as: sockaddr_in.self)
            } else {
                try #require(inet_pton(AF_INET6, text, &v6.sin6_addr) == 1, "\(text) is no address")
                v6.sin6_family = sa_family_t(AF_INET6)
                bytes.storeBytes(of: v6, as: sockaddr_in6.self)
            }
        }
        return withUnsafePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { PublicAddress.contains($0) }
        }
    }

    /// The last public address before a range, its first, its last, and the first public one after it; a side that has
    /// no public neighbour is empty.
    private static let ranges: [(before: String, first: String, last: String, after: String)] = [
        ("", "0.0.0.0", "0.255.255.255", "1.0.0.0"),
        ("9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"),
        ("100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"),
        ("126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"),
        ("169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"),
        ("172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"),
        ("191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0"),
        ("192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0"),
        ("192.88.98.255", "192.88.99.0", "192.88.99.255", "192.88.100.0"),
        ("192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"),
        ("198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0"),
        ("198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0"),
        ("203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0"),
        ("223.255.255.255", "224.0.0.0", "239.255.255.255", ""),
        ("", "240.0.0.0", "255.255.255.255", ""),
        // All below 2000:: but what hides a public IPv4 address, and all above 3fff:ffff:...
        ("", "::", "::1", ""),
        ("", "::7f00:1", "::ffff", ""),
        ("", "100::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2000::"),
        (
            "2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001::",
            "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:200::"
        ),
        (
            "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::",
            "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::"
        ),
        (
            "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff::",
            "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:1000::"
        ),
        ("3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "4000::", "fbff::", ""),
        ("", "fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ""),
        ("", "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ""),
        ("", "fec0::", "ff02::1", ""),
        ("", "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ""),
    ]

    @Test("a range ends where it ends", arguments: ranges.map { [$0.before, $0.first, $0.last, $0.after] })
    func edges(range: [String]) throws {
        for (text, expected) in zip(range, [true, false, false, true]) where !text.isEmpty {
            #expect(try Self.isPublic(text) == expected, "\(text)")
        }
    }

    @Test(
        "an IPv4 address inside an IPv6 one is judged by itself",
        arguments: [
            ("127.0.0.1", "7f00:0001", false), ("10.1.2.3", "0a01:0203", false),
            ("169.254.169.254", "a9fe:a9fe", false), ("192.168.0.1", "c0a8:0001", false),
            ("0.0.0.0", "0000:0000", false), ("8.8.4.4", "0808:0404", true), ("1.0.0.0", "0100:0000", true),
        ])
    func hidden(text: String, hex: String, expected: Bool) throws {
        #expect(try Self.isPublic(text) == expected)
        for hidden in ["::ffff:\(text)", "64:ff9b::\(text)", "2002:\(hex)::1", "2002:\(hex):ffff::"] {
            #expect(try Self.isPublic(hidden) == expected, "\(hidden)")
        }
        // Compatible addresses are out of use, and prefixes beside those above hide nothing.
        for other in ["::\(text)", "::fffe:\(text)", "64:ff9b:1::\(text)", "64:ff9a::\(text)"] {
            #expect(try !Self.isPublic(other), "\(other)")
        }
    }

    @Test("what is no IP address is not public")
    func otherFamilies() {
        var address = sockaddr()
        address.sa_family = sa_family_t(AF_UNIX)
        #expect(!PublicAddress.contains(&address))
    }
}

// Under the server: an IP address and a port, as text and as the kernel wants it.
#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A numeric IPv4 or IPv6 address with a port. Names are not looked up: a server binds to what it is told.
package struct SocketAddress: Sendable, Equatable, CustomStringConvertible {
    /// In its shortest spelling (RFC 5952), without brackets.
    package let host: String
    package let port: Int
    package let isIPv6: Bool

    /// - Parameter host: as `inet_pton` takes it: `127.0.0.1`, `::1`, `0.0.0.0`; no name, no `127.1`, no zone. nil
    ///   for anything else.
    package init?(host: String, port: Int) {
        guard (0...65_535).contains(port), let (storage, _) = Self.storage(host, port) else { return nil }
        self.init(storage)
    }

    /// Reads what the kernel filled in.
    init?(_ storage: sockaddr_storage) {
        var storage = storage
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = Int32(storage.ss_family)
        let port: UInt16? = withUnsafePointer(to: &storage) { pointer in
            let raw = UnsafeRawPointer(pointer)
            switch family {
            case AF_INET:
                var address = raw.load(as: sockaddr_in.self)
                inet_ntop(AF_INET, &address.sin_addr, &text, socklen_t(text.count))
                return UInt16(bigEndian: address.sin_port)
            case AF_INET6:
                var address = raw.load(as: sockaddr_in6.self)
                inet_ntop(AF_INET6, &address.sin6_addr, &text, socklen_t(text.count))
                return UInt16(bigEndian: address.sin6_port)
            default: return nil
            }
        }
        guard let port else { return nil }
        host = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.port = Int(port)
        isIPv6 = family == AF_INET6
    }

    /// 127.0.0.0/8 (RFC 1122 section 3.2.1.3) or ::1 (RFC 4291 section 2.5.3). IPv4 inside IPv6 is neither: our IPv6
    /// sockets take none.
    package var isLoopback: Bool { host.hasPrefix("127.") || host == "::1" }

    package var description: String { isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)" }

    var family: Int32 { isIPv6 ? AF_INET6 : AF_INET }

    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var (storage, length) = Self.storage(host, port) ?? (sockaddr_storage(), 0)
        return withUnsafePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    private static func storage(_ host: String, _ port: Int) -> (sockaddr_storage, socklen_t)? {
        var storage = sockaddr_storage()
        var v4 = sockaddr_in()
        var v6 = sockaddr_in6()
        if inet_pton(AF_INET, host, &v4.sin_addr) == 1 {
            v4.sin_family = sa_family_t(AF_INET)
            v4.sin_port = in_port_t(UInt16(port)).bigEndian
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: v4, as: sockaddr_in.self) }
            return (storage, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
        guard inet_pton(AF_INET6, host, &v6.sin6_addr) == 1 else { return nil }
        v6.sin6_family = sa_family_t(AF_INET6)
        v6.sin6_port = in_port_t(UInt16(port)).bigEndian
        withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: v6, as: sockaddr_in6.self) }
        return (storage, socklen_t(MemoryLayout<sockaddr_in6>.size))
    }
}

// On a request's way: what of an address a limit counts by.
internal import Basics
internal import HTTPServer

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension SocketAddress {
    /// An IPv4 address whole. Of IPv6 the first 64 bits: the rest is the customer's own to choose, as often as they
    /// like (RFC 6177, RFC 8981).
    var limitedPart: String {
        guard isIPv6 else { return host }
        var address = in6_addr()
        guard inet_pton(AF_INET6, host, &address) == 1 else { return host }
        return withUnsafeBytes(of: address) { Hex.encode(Array($0.prefix(8))) } + "/64"
    }
}

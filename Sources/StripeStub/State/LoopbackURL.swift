// Beside webhook endpoints: whether an address leads to this machine.

/// The stub posts to nobody else: what a test does must not reach a stranger, whatever it was told.
enum LoopbackURL {
    /// `http://` or `https://`, then `localhost`, an address of 127.0.0.0/8 or `[::1]`, then perhaps a port and a path
    /// (RFC 3986 section 3.2, without user information).
    static func accepts(_ url: String) -> Bool {
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let scheme = ["http://", "https://"].first(where: url.hasPrefix)
        else { return false }
        let authority = url.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        for host in ["localhost", "[::1]"] where authority.hasPrefix(host) {
            return isPort(authority.dropFirst(host.count))
        }
        let host = authority.prefix { $0 != ":" }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy(isByte)
            && isPort(authority.dropFirst(host.count))
    }

    /// Nothing, or a colon and digits.
    private static func isPort(_ text: Substring) -> Bool {
        guard let colon = text.first else { return true }
        return colon == ":" && isDigits(text.dropFirst()) && UInt16(text.dropFirst()) != nil
    }

    private static func isByte(_ text: Substring) -> Bool { isDigits(text) && UInt8(text) != nil }

    private static func isDigits(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }
}

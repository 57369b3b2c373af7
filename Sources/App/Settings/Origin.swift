// At the start: where a server is, as the settings name it: a scheme, a host and a port, nothing else.
internal import HTTPServer

/// The origin of RFC 6454, in a strict spelling: what one reader takes for the host, every reader does.
package struct Origin: Sendable, Equatable, CustomStringConvertible {
    package enum Scheme: String, Sendable {
        case http
        case https
    }

    package let scheme: Scheme
    /// Lower case; an IPv6 address without its brackets.
    package let host: String
    /// nil is the scheme's usual port.
    package let port: UInt16?

    package init(scheme: Scheme, host: String, port: UInt16?) {
        self.scheme = scheme
        self.host = host
        self.port = port == scheme.usualPort ? nil : port
    }

    /// nil for anything with a path (one closing `/` is none), query, fragment or user, or with an odd host.
    package init?(_ text: String) {
        guard let (scheme, rest) = Self.splitScheme(text) else { return nil }
        let authority = rest.hasSuffix("/") ? rest.dropLast() : rest
        guard let (host, port) = Self.splitAuthority(authority) else { return nil }
        self.init(scheme: scheme, host: host, port: port)
    }

    /// `host`, `host:port`, `[address]` or `[address]:port`; nil for anything else. The host comes in lower case and
    /// without brackets.
    static func splitAuthority(_ authority: Substring) -> (host: String, port: UInt16?)? {
        let hostText: Substring
        let portText: Substring?
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            hostText = authority[authority.index(after: authority.startIndex)..<close]
            guard SocketAddress(host: String(hostText), port: 0)?.isIPv6 == true else { return nil }
            let after = authority[authority.index(after: close)...]
            guard after.isEmpty || after.hasPrefix(":") else { return nil }
            portText = after.isEmpty ? nil : after.dropFirst()
        } else {
            let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            hostText = parts[0]
            guard isHostName(hostText) else { return nil }
            portText = parts.count == 2 ? parts[1] : nil
        }
        guard let portText else { return (hostText.lowercased(), nil) }
        guard portText.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let port = UInt16(portText), port > 0
        else { return nil }
        return (hostText.lowercased(), port)
    }

    package var description: String { "\(scheme.rawValue)://\(authority)" }

    /// Without the scheme: what a browser puts into Host.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return name + (port.map { ":\($0)" } ?? "")
    }

    /// Surely this machine: `localhost` (RFC 6761, 6.3) or an address of the loopback network.
    package var isLoopback: Bool { Self.isLoopback(host) }

    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || SocketAddress(host: host, port: 0)?.isLoopback == true
    }

    private static func splitScheme(_ text: String) -> (Scheme, Substring)? {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://"),
            let scheme = Scheme(rawValue: text[..<colon].lowercased())
        else { return nil }
        return (scheme, text[text.index(colon, offsetBy: 3)...])
    }

    /// Letters, digits, `-` and single dots between them (RFC 1123, 2.1).
    private static func isHostName(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                !label.isEmpty && label.utf8.count <= 63 && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
            }
    }
}

extension Origin.Scheme {
    fileprivate var usualPort: UInt16 { self == .http ? 80 : 443 }
}

extension UInt8 {
    /// Of ASCII.
    var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}

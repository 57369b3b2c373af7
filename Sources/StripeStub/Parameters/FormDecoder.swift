// On a request's way: a query or a form's bytes become the tree of parameters.

/// Decodes `application/x-www-form-urlencoded` with Stripe's brackets, literal or percent-encoded: `a[b]=v`,
/// `a[]=v`, `a[0]=v`; a space is `+` or `%20` (URL Standard section 5.1).
enum FormDecoder {
    /// More parameters than any call takes: a bound on the work that one request can ask for.
    static let parametersMax = 1000
    /// Deeper than any parameter of Stripe's; a name with more brackets stays one unknown name.
    static let depthMax = 8

    /// Nil when there are more than `parametersMax`.
    static func decode(_ texts: [[UInt8]]) -> ParameterTree? {
        var tree = ParameterTree()
        var count = 0
        for text in texts {
            for pair in text.split(separator: UInt8(ascii: "&")) {
                count += 1
                guard count <= parametersMax else { return nil }
                let parts = pair.split(
                    separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
                let name = percentDecoded(parts[0], plusIsSpace: true)
                let value = parts.count > 1 ? percentDecoded(parts[1], plusIsSpace: true) : ""
                tree.set(path(name)[...], to: value)
            }
        }
        return tree
    }

    /// `a[b][c]` gives a, b, c. What is not of that form stays one name.
    static func path(_ name: String) -> [String] {
        guard name.utf8.last == UInt8(ascii: "]"), let open = name.firstIndex(of: "["),
            open > name.startIndex
        else { return [name] }
        var parts = [String(name[..<open])]
        var rest = name[open...]
        while !rest.isEmpty {
            guard rest.first == "[", let close = rest.firstIndex(of: "]"), parts.count < depthMax else {
                return [name]
            }
            let part = rest[rest.index(after: rest.startIndex)..<close]
            guard !part.contains("[") else { return [name] }
            parts.append(String(part))
            rest = rest[rest.index(after: close)...]
        }
        return parts
    }

    /// A percent sign without two hexadecimal digits stands for itself; bytes that are not UTF-8 are replaced.
    static func percentDecoded(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.endIndex, let high = digit(bytes[index + 1]),
                let low = digit(bytes[index + 2])
            {
                decoded.append(high << 4 | low)
                index += 3
                continue
            }
            decoded.append(byte == UInt8(ascii: "+") && plusIsSpace ? UInt8(ascii: " ") : byte)
            index += 1
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

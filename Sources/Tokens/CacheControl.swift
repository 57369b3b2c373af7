// Beside a request's way: how long an answer may be kept, as its server says.

enum CacheControl {
    /// `max-age` of a Cache-Control field (RFC 9111 section 5.2.2); 0 for what must not be kept without asking again;
    /// nil when it says neither.
    static func lifeSeconds(_ field: String) -> Int64? {
        var life: Int64?
        for directive in field.lowercased().split(separator: ",") {
            let parts = directive.split(separator: "=", maxSplits: 1).map { trimmed($0) }
            switch parts.first {
            case "no-store", "no-cache": return 0
            // Twice, and the shorter one is safe (RFC 9111 section 4.2.1).
            case "max-age": life = min(life ?? .max, parts.count == 2 ? seconds(parts[1]) : 0)
            default: break
            }
        }
        return life
    }

    /// A number that is none is as good as over (RFC 9111 section 4.2.1), and one that is too large is large
    /// (section 1.2.2).
    private static func seconds(_ text: Substring) -> Int64 {
        let isQuoted = text.count >= 2 && text.first == "\"" && text.last == "\""
        let digits = isQuoted ? text.dropFirst().dropLast() : text
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
        else { return 0 }
        return Int64(digits) ?? .max
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " || $0 == "\t" }
        let end = start.lastIndex { $0 != " " && $0 != "\t" }
        return end.map { start[...$0] } ?? ""
    }
}

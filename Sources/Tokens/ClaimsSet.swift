// On a request's way: the JSON object that a token's header and its payload are.
internal import Basics

/// Members by name, each given once.
struct ClaimsSet {
    private let members: [(name: String, value: JSON)]

    init(_ bytes: [UInt8]) throws(TokenFailure) {
        guard let json = try? JSON(bytes), json.kind == .object else {
            throw .malformed("a part of it is no JSON object")
        }
        guard json.hasUniqueNames else { throw .malformed("it names a member twice") }
        members = json.members
    }

    func has(_ name: String) -> Bool { self[name] != nil }

    /// nil when it is not there; what is there and no string is refused.
    func text(_ name: String) throws(TokenFailure) -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.string else { throw .badClaim(name) }
        return text
    }

    /// A string, or an array of strings (RFC 7519 section 4.1.3).
    func texts(_ name: String) throws(TokenFailure) -> [String]? {
        guard let value = self[name], value.kind == .array else { return try text(name).map { [$0] } }
        let texts = value.elements.compactMap(\.string)
        guard texts.count == value.elements.count else { throw .badClaim(name) }
        return texts
    }

    /// Seconds since 1970 (a NumericDate, RFC 7519 section 2), rounded down. Read from the token itself, never through
    /// a floating point number; a date before 1970 or with an exponent is refused.
    func seconds(_ name: String) throws(TokenFailure) -> Int64? {
        guard let value = self[name] else { return nil }
        let token = value.rawBytes
        guard value.kind == .number, token.first != UInt8(ascii: "-"),
            !token.contains(UInt8(ascii: "e")), !token.contains(UInt8(ascii: "E")),
            let seconds = Int64(String(decoding: token.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self))
        else { throw .badClaim(name) }
        return seconds
    }

    private subscript(_ name: String) -> JSON? {
        members.first { $0.name.isSameText(as: name) }?.value
    }
}

extension JSON {
    /// Whether it is an object that names each member once: of two readers of a repeated one, each may take another
    /// (RFC 7517 section 4, RFC 7519 section 4).
    var hasUniqueNames: Bool { kind == .object && Set(members.map(\.name)).count == members.count }
}

extension String {
    /// Byte for byte: `==` also takes texts for the same that only look alike.
    func isSameText(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

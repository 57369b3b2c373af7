// On an answer's way: the value that is written as the body.

/// JSON with its members in order. The stub has its own, so that it does not share the client's mistakes.
enum StubJSON: Sendable, Equatable {
    struct Member: Sendable, Equatable {
        let name: String
        let value: StubJSON
    }

    case null
    case bool(Bool)
    case integer(Int64)
    case text(String)
    case array([StubJSON])
    case object([Member])

    init(_ text: String?) {
        self = text.map(StubJSON.text) ?? .null
    }

    init(_ integer: Int64?) {
        self = integer.map(StubJSON.integer) ?? .null
    }

    static func texts(_ texts: [String]) -> StubJSON {
        .array(texts.map(StubJSON.text))
    }

    /// The member of that name; nil when there is none, or when this is not an object.
    subscript(_ name: String) -> StubJSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// An object with these members behind its own.
    func adding(_ more: [Member]) -> StubJSON {
        guard case .object(let members) = self else { return self }
        return .object(members + more)
    }
}

extension StubJSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(nilLiteral: ()) { self = .null }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(stringLiteral value: String) { self = .text(value) }
    init(arrayLiteral elements: StubJSON...) { self = .array(elements) }

    init(dictionaryLiteral elements: (String, StubJSON)...) {
        self = .object(elements.map { Member(name: $0.0, value: $0.1) })
    }
}

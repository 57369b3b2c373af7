// Under everything: the one strict pass over a JSON text, before any of it is believed.

/// Checks the grammar of RFC 8259 and the well-formedness of the UTF-8 (RFC 3629, table 3-7 of Unicode) in one
/// pass without recursion, so that no input can exhaust the stack.
///
/// Stricter than the grammar in one place: an escaped half of a surrogate pair (section 8.2) is refused, since no
/// Unicode text can hold it.
struct JSONValidator {
    /// The kinds of the open containers are the bits of one word, hence 64.
    static let depthLimit = UInt64.bitWidth

    // Valid only while the array's closure runs; the validator does not outlive it.
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    private let depthMax: Int
    private var depth = 0
    /// The bit of a depth is set when the container open there is an object.
    private var objects: UInt64 = 0
    /// Of the outermost object, in the order written: what is most asked for, found on the way.
    private(set) var members: [JSONScanner.Member] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, depthMax: Int) {
        self.bytes = bytes
        self.depthMax = min(depthMax, Self.depthLimit)
    }

    /// Where the value stands, without the whitespace around it.
    mutating func validate() throws(JSONFailure) -> Range<Int> {
        skipWhitespace()
        let start = position
        try value()
        let end = position
        skipWhitespace()
        guard position == bytes.count else { throw failure(.trailingBytes) }
        return start..<end
    }

    /// A value with all that it holds.
    private mutating func value() throws(JSONFailure) {
        repeat {
            try descend()
        } while try ascend()
    }

    /// Opens containers down to the first value that is complete: a scalar or an empty container.
    private mutating func descend() throws(JSONFailure) {
        while true {
            switch try current() {
            case UInt8(ascii: "{"):
                try open(object: true)
                if try current() == UInt8(ascii: "}") { return close() }
                try name()
            case UInt8(ascii: "["):
                try open(object: false)
                if try current() == UInt8(ascii: "]") { return close() }
            default:
                return try scalar()
            }
        }
    }

    /// Closes the containers that end behind a value; true when a comma says that another value follows.
    private mutating func ascend() throws(JSONFailure) -> Bool {
        while depth > 0 {
            let inObject = objects & (1 << UInt64(depth - 1)) != 0
            if depth == 1, inObject { closeMember() }
            skipWhitespace()
            switch try current() {
            case UInt8(ascii: ","):
                position += 1
                skipWhitespace()
                if inObject { try name() }
                return true
            case UInt8(ascii: "}") where inObject, UInt8(ascii: "]") where !inObject:
                close()
            default:
                throw failure(.unexpectedByte)
            }
        }
        return false
    }

    private mutating func open(object: Bool) throws(JSONFailure) {
        guard depth < depthMax else { throw failure(.tooDeep) }
        let bit: UInt64 = 1 << UInt64(depth)
        objects = object ? objects | bit : objects & ~bit
        depth += 1
        position += 1
        skipWhitespace()
    }

    private mutating func close() {
        depth -= 1
        position += 1
    }

    /// A member's name and its colon, up to the value.
    private mutating func name() throws(JSONFailure) {
        guard try current() == UInt8(ascii: "\"") else { throw failure(.unexpectedByte) }
        let start = position
        try string()
        let end = position
        skipWhitespace()
        guard try current() == UInt8(ascii: ":") else { throw failure(.unexpectedByte) }
        position += 1
        skipWhitespace()
        if depth == 1 { openMember(name: start + 1..<end - 1) }
    }

    private mutating func openMember(name: Range<Int>) {
        // About what an object of Stripe's has; an array that grows is copied each time.
        if members.isEmpty { members.reserveCapacity(min(48, bytes.count / 16)) }
        members.append((name: name, value: position..<position))
    }

    private mutating func closeMember() {
        let last = members.count - 1
        members[last].value = members[last].value.lowerBound..<position
    }

    private mutating func scalar() throws(JSONFailure) {
        switch try current() {
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        default: throw failure(.unexpectedByte)
        }
    }

    private mutating func literal(_ word: StaticString) throws(JSONFailure) {
        for index in 0..<word.utf8CodeUnitCount {
            guard try current() == word.utf8Start[index] else { throw failure(.unexpectedByte) }
            position += 1
        }
    }
}

// MARK: Numbers (section 6)

extension JSONValidator {
    private mutating func number() throws(JSONFailure) {
        if peek() == UInt8(ascii: "-") { position += 1 }
        if peek() == UInt8(ascii: "0") {
            position += 1
            // "01" would leave a digit here, which no rule takes.
            if isDigit(peek()) { throw failure(.malformedNumber) }
        } else {
            try digits()
        }
        if peek() == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            position += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
    }

    /// At least one.
    private mutating func digits() throws(JSONFailure) {
        guard isDigit(peek()) else { throw failure(.malformedNumber) }
        repeat { position += 1 } while isDigit(peek())
    }

    private func isDigit(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}

// MARK: Bytes

extension JSONValidator {
    func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    func current() throws(JSONFailure) -> UInt8 {
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        return bytes[position]
    }

    private mutating func skipWhitespace() {
        while position < bytes.count, JSONScanner.isWhitespace(bytes[position]) { position += 1 }
    }

    func failure(_ reason: JSONFailure.Reason) -> JSONFailure {
        JSONFailure(reason: reason, offset: position)
    }
}

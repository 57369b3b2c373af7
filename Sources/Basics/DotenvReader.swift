// At the start, inside `Dotenv`: goes through the bytes of a `.env` file once.

/// Quotes, `=`, `#` and line ends are ASCII, and no byte of a longer UTF-8 sequence is: bytes are enough.
struct DotenvReader {
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1

    init(_ text: String) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let all = Array(text.utf8)
        bytes = all.starts(with: mark) ? Array(all.dropFirst(mark.count)) : all
    }

    mutating func readAll() throws(DotenvFailure) -> [Dotenv.Entry] {
        var entries: [Dotenv.Entry] = []
        while true {
            skipBlanks()
            guard let byte = current else { return entries }
            if byte != .lineFeed, byte != .carriageReturn, byte != .hash {
                entries.append(try readEntry())
            }
            try endLine()
        }
    }

    private mutating func readEntry() throws(DotenvFailure) -> Dotenv.Entry {
        let start = line
        var name = readName()
        if name == "export", let byte = current, byte.isBlank {
            skipBlanks()
            if current != .equals { name = readName() }
        }
        guard !name.isEmpty else {
            throw failure("a line begins with a name: letters, digits and _, not a digit first")
        }
        skipBlanks()
        guard current == .equals else {
            throw failure("a name (letters, digits and _) must be followed by =")
        }
        index += 1
        skipBlanks()
        return Dotenv.Entry(name: name, value: Secret(try readValue()), line: start)
    }

    private mutating func readName() -> String {
        let start = index
        while let byte = current, byte.isNameByte(first: index == start) { index += 1 }
        return text(bytes[start..<index])
    }

    private mutating func readValue() throws(DotenvFailure) -> String {
        switch current {
        case UInt8.singleQuote, UInt8.backtick: return try readLiteral()
        case UInt8.doubleQuote: return try readEscaped()
        default: return try readPlain()
        }
    }

    /// Up to the end of the line or to a `#` that stands first or after a blank; trailing blanks are not part of it.
    private mutating func readPlain() throws(DotenvFailure) -> String {
        let start = index
        var end = index
        while let byte = current, byte != .lineFeed, byte != .carriageReturn {
            if byte == .hash, index == start || bytes[index - 1].isBlank { break }
            if byte == 0 { throw failure("the value holds a NUL byte") }
            index += 1
            if !byte.isBlank { end = index }
        }
        return text(bytes[start..<end])
    }

    private mutating func readLiteral() throws(DotenvFailure) -> String {
        let opening = line
        let quote = bytes[index]
        var value: [UInt8] = []
        index += 1
        while let byte = try nextQuoted() {
            if byte == quote { return text(value) }
            value.append(byte)
        }
        throw unclosed(opening)
    }

    private mutating func readEscaped() throws(DotenvFailure) -> String {
        let opening = line
        var value: [UInt8] = []
        index += 1
        while let byte = try nextQuoted() {
            if byte == .doubleQuote { return text(value) }
            guard byte == .backslash else {
                value.append(byte)
                continue
            }
            guard let escaped = try nextQuoted() else { break }
            switch escaped {
            case UInt8(ascii: "n"): value.append(.lineFeed)
            case UInt8(ascii: "r"): value.append(.carriageReturn)
            case UInt8(ascii: "t"): value.append(UInt8(ascii: "\t"))
            case .doubleQuote, .backslash, UInt8(ascii: "$"): value.append(escaped)
            default: value += [.backslash, escaped]
            }
        }
        throw unclosed(opening)
    }

    /// The next byte of a quoted value, nil at the end of the file. A line end is one line feed, however it is written.
    private mutating func nextQuoted() throws(DotenvFailure) -> UInt8? {
        guard let byte = current else { return nil }
        index += 1
        switch byte {
        case 0:
            throw failure("the value holds a NUL byte")
        case .carriageReturn where current == .lineFeed:
            index += 1
            line += 1
            return .lineFeed
        case .lineFeed:
            line += 1
            return byte
        default:
            return byte
        }
    }

    /// After an assignment or a blank: a comment, then the end of the line.
    private mutating func endLine() throws(DotenvFailure) {
        skipBlanks()
        if current == .hash {
            while let byte = current, byte != .lineFeed { index += 1 }
        }
        if current == .carriageReturn { index += 1 }
        guard let byte = current else { return }
        guard byte == .lineFeed else {
            throw failure("something stands between the value and the end of its line")
        }
        index += 1
        line += 1
    }

    private mutating func skipBlanks() {
        while let byte = current, byte.isBlank { index += 1 }
    }

    private var current: UInt8? {
        index < bytes.count ? bytes[index] : nil
    }

    private func text(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    private func failure(_ problem: String) -> DotenvFailure {
        DotenvFailure(line: line, problem: problem)
    }

    private func unclosed(_ opening: Int) -> DotenvFailure {
        DotenvFailure(line: opening, problem: "the value's quote is never closed")
    }
}

extension UInt8 {
    fileprivate static let lineFeed = UInt8(ascii: "\n")
    fileprivate static let carriageReturn = UInt8(ascii: "\r")
    fileprivate static let hash = UInt8(ascii: "#")
    fileprivate static let equals = UInt8(ascii: "=")
    fileprivate static let singleQuote = UInt8(ascii: "'")
    fileprivate static let doubleQuote = UInt8(ascii: "\"")
    fileprivate static let backtick = UInt8(ascii: "`")
    fileprivate static let backslash = UInt8(ascii: "\\")

    fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    fileprivate func isNameByte(first: Bool) -> Bool {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
            return true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return !first
        default: return false
        }
    }
}

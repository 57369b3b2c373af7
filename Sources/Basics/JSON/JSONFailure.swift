// Under everything: why a text is not JSON, and where.

/// A text that RFC 8259 does not allow, or that is nested deeper than the reader was told to follow.
package struct JSONFailure: Error, Equatable, CustomStringConvertible {
    package enum Reason: String, Sendable {
        case unexpectedEnd = "the text ends too early"
        case unexpectedByte = "unexpected character"
        case malformedNumber = "malformed number"
        case malformedEscape = "malformed escape in a string"
        case loneSurrogate = "half of a surrogate pair in a string"
        case controlCharacter = "control character in a string"
        case malformedUTF8 = "malformed UTF-8"
        case tooDeep = "nested too deep"
        case trailingBytes = "text after the value"
    }

    package let reason: Reason
    /// In bytes from the start of the text.
    package let offset: Int

    package init(reason: Reason, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    package var description: String { "\(reason.rawValue) at byte \(offset)" }
}

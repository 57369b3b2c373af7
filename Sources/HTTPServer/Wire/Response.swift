// On an answer's way: what a handler gives back, before it is bytes.

/// A field's value, checked when it is made: one that would carry CR, LF or NUL is no value (RFC 9110 section 5.5).
package struct FieldValue: Sendable, Equatable {
    let bytes: [UInt8]

    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.allSatisfy(Ascii.isFieldValue) else { return nil }
        self.bytes = bytes
    }

    /// For values written in the code.
    package init(constant text: StaticString) {
        bytes = Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        precondition(bytes.allSatisfy(Ascii.isFieldValue), "a field value may hold no control character")
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Sends the rest of a body, piece by piece: each call of `send` returns when the piece is on its way, so that no more
/// than one is in memory. When it throws, the connection is cut: the client sees that the answer is not whole.
package typealias BodyRest = @Sendable (_ send: (_ piece: [UInt8]) async throws -> Void) async throws -> Void

package struct Response: Sendable {
    package struct Field: Sendable {
        package let name: String
        package let value: FieldValue

        /// For names written in the code.
        package init(_ name: StaticString, _ value: FieldValue) {
            self.name = name.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
            self.value = value
        }

        /// nil when the name is no token or the value no field value: neither may forge a line.
        package init?(name: String, value: String) {
            guard !name.isEmpty, name.utf8.allSatisfy(Ascii.isToken), let value = FieldValue(value) else {
                return nil
            }
            self.name = name
            self.value = value
        }
    }

    /// What happens to the connection after the answer.
    package enum Ending: Sendable, Equatable {
        case keepAlive
        case close
        // The others are for servers that play a broken peer.
        /// Nothing is answered: the connection is cut with a reset.
        case reset
        /// Half of the body is sent, and the connection is closed.
        case truncate
        /// The body goes out at this pace.
        case trickle(bytesPerSecond: Int)
    }

    package var status: Status
    package var fields: [Field]
    package var body: [UInt8]
    /// What follows `body`, for an answer that is too long to stand in memory.
    package var rest: BodyRest?
    package var ending = Ending.keepAlive

    package init(_ status: Status, fields: [Field] = [], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    package static func json(_ status: Status, _ body: [UInt8]) -> Response {
        Response(status, fields: [Field("Content-Type", applicationJSON)], body: body)
    }

    package mutating func add(_ name: StaticString, _ value: FieldValue) {
        fields.append(Field(name, value))
    }

    package func value(of name: StaticString) -> String? {
        fields.first { $0.name == "\(name)" }?.value.text
    }

    private static let applicationJSON = FieldValue(constant: "application/json; charset=utf-8")
}

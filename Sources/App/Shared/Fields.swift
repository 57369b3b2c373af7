// On a request's way: the fields of a body, JSON or form alike, before a door makes a Form of them.
internal import Basics
internal import HTTPServer

/// The top-level fields of a request's body, or those of an object in it. Unknown ones are ignored.
struct Fields {
    enum Value {
        case text(String)
        /// A JSON number exactly as it was written.
        case number(ArraySlice<UInt8>)
        case bool(Bool)
        case null
        /// A JSON object, whose members are read as fields when they are asked for.
        case object(JSON)
        /// A JSON value that no field of ours can be: an array.
        case other
        /// A form's value that is no UTF-8.
        case broken
    }

    /// A handful: looking through them is quicker than hashing names, and a body bounds them.
    private var values: [(name: String, value: Value)] = []

    init(_ request: Request) throws(FormFailure) {
        switch try BodyKind(request) {
        case .json: try readJSON(request.body)
        case .form: try readForm(request.body[...])
        }
    }

    /// Of a body that is JSON and nothing else; without one there are no fields.
    init(jsonOf request: Request) throws(FormFailure) {
        guard !request.body.isEmpty else { return }
        guard try BodyKind(request) == .json else { throw .notJSON }
        try readJSON(request.body)
    }

    /// Of the query, which is written like a form.
    init(queryOf request: Request) throws(FormFailure) {
        do throws(FormFailure) {
            try readForm(request.head.query)
        } catch {
            throw .unreadableQuery
        }
    }

    /// Of an object inside a body.
    init(_ object: JSON) {
        readMembers(of: object)
    }

    /// nil when the field is not there, or is null.
    subscript(_ name: String) -> Value? {
        get throws(FormFailure) {
            // Two readers of one body may take different ones; with money there is no such choice.
            var found: Value?
            for field in values where field.name == name {
                guard found == nil else { throw .givenTwice(name) }
                found = field.value
            }
            if case .null = found { return nil }
            return found
        }
    }

    private mutating func add(_ name: String, _ value: Value) {
        values.append((name, value))
    }

    private mutating func readJSON(_ body: [UInt8]) throws(FormFailure) {
        let json: JSON
        do throws(JSONFailure) {
            json = try JSON(body)
        } catch {
            throw .unreadableBody("\(error)")
        }
        guard json.kind == .object else { throw .unreadableBody("it must be a JSON object") }
        readMembers(of: json)
    }

    private mutating func readMembers(of object: JSON) {
        for (name, value) in object.members {
            switch value.kind {
            case .string: add(name, value.string.map { .text($0) } ?? .other)
            case .number: add(name, .number(value.rawBytes))
            case .null: add(name, .null)
            case .bool: add(name, value.bool.map { .bool($0) } ?? .other)
            case .object: add(name, .object(value))
            case .array: add(name, .other)
            }
        }
    }

    /// `application/x-www-form-urlencoded` (WHATWG URL section 5.1).
    private mutating func readForm(_ body: ArraySlice<UInt8>) throws(FormFailure) {
        for pair in body.split(separator: UInt8(ascii: "&")) {
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let name = PercentEncoding.decode(pair[..<end], plusIsSpace: true),
                let value = PercentEncoding.decode(pair[min(end + 1, pair.endIndex)...], plusIsSpace: true)
            else { throw .unreadableBody("a percent sign must be followed by two hexadecimal digits") }
            let text = String(validating: value, as: UTF8.self)
            add(String(decoding: name, as: UTF8.self), text.map { .text($0) } ?? .broken)
        }
    }
}

/// How a body is to be read.
private enum BodyKind {
    case json
    case form

    init(_ request: Request) throws(FormFailure) {
        guard let declared = request.head.value(of: "content-type"), !declared.isEmpty else {
            // Nothing said: an object begins with a brace, and no field of a form does.
            let first = request.body.first { $0 > UInt8(ascii: " ") }
            self = first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? .json : .form
            return
        }
        let end = declared.firstIndex(of: UInt8(ascii: ";")) ?? declared.endIndex
        let essence = declared[..<end].trimmed
        if essence.equalsIgnoringCase("application/json") {
            self = .json
        } else if essence.equalsIgnoringCase("application/x-www-form-urlencoded") {
            self = .form
        } else {
            throw .unsupportedMediaType
        }
    }
}

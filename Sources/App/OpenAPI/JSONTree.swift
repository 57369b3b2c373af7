// Beside the routes: JSON that is put together piece by piece, for what describes them.
internal import Basics

/// A JSON value whose members keep their order. What stands under `components` of an OpenAPI document is there because
/// something refers to it, so it is kept with the reference.
indirect enum JSONTree: Sendable, Equatable {
    struct Member: Sendable, Equatable {
        let name: String
        let value: JSONTree
    }

    case object([Member])
    case array([JSONTree])
    case string(String)
    case integer(Int64)
    /// A number as it is to be written: `96.00`.
    case number(String)
    case bool(Bool)
    case null
    /// With what is said besides of the place where it stands.
    case reference(Component, [Member] = [])
}

/// A part of an OpenAPI document that several others share (OpenAPI 3.1, "Components Object").
struct Component: Sendable, Equatable {
    enum Section: String, Sendable {
        case schemas, responses, parameters, headers
    }

    let section: Section
    let name: String
    let tree: JSONTree
}

extension JSONTree: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(stringLiteral text: String) { self = .string(text) }
    init(integerLiteral number: Int64) { self = .integer(number) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: JSONTree...) { self = .array(elements) }
    init(dictionaryLiteral members: (String, JSONTree)...) {
        self = .object(members.map { Member(name: $0, value: $1) })
    }
}

extension JSONTree {
    /// Of a reference, what is said besides.
    var members: [Member] {
        switch self {
        case .object(let members), .reference(_, let members): members
        case .array, .string, .integer, .number, .bool, .null: []
        }
    }

    subscript(_ name: String) -> JSONTree? {
        members.first { $0.name == name }?.value
    }

    /// With that member too; a nil changes nothing.
    func with(_ name: String, _ value: JSONTree?) -> JSONTree {
        guard let value else { return self }
        let members = members.filter { $0.name != name } + [Member(name: name, value: value)]
        guard case .reference(let component, _) = self else { return .object(members) }
        return .reference(component, members)
    }
}

// MARK: Writing

extension JSONTree {
    /// Indented, for who reads it and for who compares two of them; ends with a line feed.
    var text: String {
        var text = ""
        write(to: &text, indent: "")
        return text + "\n"
    }

    private func write(to text: inout String, indent: String) {
        switch self {
        case .object(let members) where members.isEmpty: text += "{}"
        case .object(let members):
            let inner = indent + "  "
            text += "{\n"
            for (index, member) in members.enumerated() {
                text += "\(inner)\(Self.quoted(member.name)): "
                member.value.write(to: &text, indent: inner)
                text += index + 1 < members.count ? ",\n" : "\n"
            }
            text += indent + "}"
        case .array(let elements) where elements.allSatisfy(\.isScalar):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += ", " }
                element.write(to: &text, indent: indent)
            }
            text += "]"
        case .array(let elements):
            let inner = indent + "  "
            text += "[\n"
            for (index, element) in elements.enumerated() {
                text += inner
                element.write(to: &text, indent: inner)
                text += index + 1 < elements.count ? ",\n" : "\n"
            }
            text += indent + "]"
        case .string(let string): text += Self.quoted(string)
        case .integer(let number): text += String(number)
        case .number(let token): text += token
        case .bool(let value): text += value ? "true" : "false"
        case .null: text += "null"
        case .reference(let component, let others):
            let place = "#/components/\(component.section.rawValue)/\(component.name)"
            let reference = Member(name: "$ref", value: .string(place))
            JSONTree.object([reference] + others).write(to: &text, indent: indent)
        }
    }

    private var isScalar: Bool {
        switch self {
        case .object, .array, .reference: false
        case .string, .integer, .number, .bool, .null: true
        }
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

// MARK: Components

extension JSONTree {
    /// What is referred to, also by what is referred to; by name within each section.
    var components: [Component.Section: [String: JSONTree]] {
        var found: [Component.Section: [String: JSONTree]] = [:]
        collect(into: &found)
        return found
    }

    private func collect(into found: inout [Component.Section: [String: JSONTree]]) {
        switch self {
        case .object(let members): for member in members { member.value.collect(into: &found) }
        case .array(let elements): for element in elements { element.collect(into: &found) }
        case .reference(let component, _):
            if let known = found[component.section]?[component.name] {
                precondition(known == component.tree, "two components go by the name \(component.name)")
                return
            }
            found[component.section, default: [:]][component.name] = component.tree
            component.tree.collect(into: &found)
        case .string, .integer, .number, .bool, .null: break
        }
    }
}

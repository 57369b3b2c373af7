// For the contract tests: one schema of Stripe's OpenAPI document, as far as that document uses the language.
import Basics

/// A schema object of OpenAPI 3.0.
struct Schema: Sendable {
    enum Others: Sendable {
        case refused, anything
        /// One schema for all, in an array because a value cannot hold itself.
        case each([Schema])
    }

    /// The name in `components/schemas`; nothing else counts then.
    private(set) var reference: String?
    private(set) var type: String?
    private(set) var isNullable = false
    private(set) var values: Set<String>?
    private(set) var lengthMax: Int64?
    private(set) var properties: [String: Schema] = [:]
    private(set) var required: Set<String> = []
    /// Of an array's elements: one, or none when they may be anything.
    private(set) var elements: [Schema] = []
    private(set) var choices: [Schema] = []
    /// An id, which `expand` turns into the object.
    private(set) var isExpandable = false
    /// What members beside `properties` may be. Stripe's document lists all, so silence means none.
    private(set) var others = Others.refused

    init(_ json: JSON) {
        for (name, value) in json.members {
            switch name {
            case "$ref": reference = value.string?.split(separator: "/").last.map(String.init)
            case "type": type = value.string
            case "nullable": isNullable = value.bool ?? false
            case "enum": values = Set(value.elements.compactMap(\.string))
            case "maxLength": lengthMax = value.integer
            case "properties": properties = Self.named(value)
            case "required": required = Set(value.elements.compactMap(\.string))
            case "items": elements = [Schema(value)]
            case "x-expansionResources": isExpandable = true
            case "anyOf": choices = value.elements.map { Schema($0) }
            case "additionalProperties" where value.kind == .object: others = .each([Schema(value)])
            case "additionalProperties" where value.bool == true: others = .anything
            // A resource out of scope, of which only the name is left.
            case "x-trimmed": others = .anything
            default: break
            }
        }
    }

    static func named(_ json: JSON) -> [String: Schema] {
        Dictionary(json.members.map { ($0.name, Schema($0.value)) }) { first, _ in first }
    }
}

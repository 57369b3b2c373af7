// Beside the routes: what may stand in a JSON value, as far as it can be said in a JSON Schema.

/// A JSON Schema (draft 2020-12), made of the few keywords that forms and bodies of ours need.
struct JSONSchema: Sendable, Equatable {
    private(set) var tree: JSONTree
    /// Of a member: it may be left out.
    private(set) var isOptional = false

    init(_ tree: JSONTree) { self.tree = tree }

    // MARK: Scalars

    static func string(
        characters: ClosedRange<Int>? = nil, pattern: String? = nil, format: String? = nil
    ) -> JSONSchema {
        let least = (characters?.lowerBound).flatMap { $0 > 0 ? JSONTree.integer(Int64($0)) : nil }
        return JSONSchema(
            JSONTree.object([.init(name: "type", value: "string")])
                .with("minLength", least)
                .with("maxLength", (characters?.upperBound).map { .integer(Int64($0)) })
                .with("pattern", pattern.map { .string($0) })
                .with("format", format.map { .string($0) }))
    }

    static func integer(in range: ClosedRange<Int64>? = nil) -> JSONSchema {
        JSONSchema(
            JSONTree.object([.init(name: "type", value: "integer")])
                .with("minimum", (range?.lowerBound).map { .integer($0) })
                .with("maximum", (range?.upperBound).map { .integer($0) }))
    }

    static let string = JSONSchema.string()
    static let integer = JSONSchema.integer()
    static let number = JSONSchema(["type": "number"])
    static let boolean = JSONSchema(["type": "boolean"])

    /// Nothing else than that.
    static func constant(_ value: JSONTree) -> JSONSchema { JSONSchema(["const": value]) }

    static func word(_ words: [String]) -> JSONSchema {
        JSONSchema(["type": "string", "enum": .array(words.map { .string($0) })])
    }

    static func word<Word: RawRepresentable & CaseIterable>(of _: Word.Type) -> JSONSchema
    where Word.RawValue == String {
        word(Word.allCases.map(\.rawValue))
    }

    // MARK: Objects and arrays

    /// An object with these members and no others; a member is always there unless it is `.optional`.
    static func object(_ properties: Properties) -> JSONSchema {
        let required = properties.list.filter { !$0.schema.isOptional }.map { JSONTree.string($0.name) }
        return JSONSchema(
            JSONTree.object([.init(name: "type", value: "object")])
                .with(
                    "properties", .object(properties.list.map { .init(name: $0.name, value: $0.schema.tree) })
                )
                .with("required", required.isEmpty ? nil : .array(required)))
    }

    /// Somebody else's object, of which only a few members are named: it has more, and may change.
    static func openObject(_ properties: Properties) -> JSONSchema {
        var schema = object(properties)
        schema.tree = schema.tree.with("additionalProperties", true)
        return schema
    }

    static func array(of element: JSONSchema) -> JSONSchema {
        JSONSchema(["type": "array", "items": element.tree])
    }

    static func any(of schemas: [JSONSchema]) -> JSONSchema {
        JSONSchema(["anyOf": .array(schemas.map(\.tree))])
    }

    static func all(of schemas: [JSONSchema]) -> JSONSchema {
        JSONSchema(["allOf": .array(schemas.map(\.tree))])
    }

    /// A schema that is written once and referred to by its name.
    static func named(_ name: String, _ schema: JSONSchema) -> JSONSchema {
        JSONSchema(.reference(Component(section: .schemas, name: name, tree: schema.tree)))
    }

    struct Properties: ExpressibleByDictionaryLiteral, Sendable {
        fileprivate let list: [(name: String, schema: JSONSchema)]

        init(_ list: [(name: String, schema: JSONSchema)]) { self.list = list }

        init(dictionaryLiteral elements: (String, JSONSchema)...) {
            list = elements.map { (name: $0.0, schema: $0.1) }
        }

        static func + (left: Properties, right: Properties) -> Properties {
            Properties(left.list + right.list)
        }
    }
}

// MARK: Said besides

extension JSONSchema {
    /// Of a member: it may be left out.
    var optional: JSONSchema {
        var schema = self
        schema.isOptional = true
        return schema
    }

    /// Or null.
    var orNull: JSONSchema {
        var schema = self
        if case .reference(let component, let others) = tree {
            let choices: JSONTree = [.reference(component), ["type": "null"]]
            schema.tree = .object([.init(name: "anyOf", value: choices)] + others)
        } else if let words = tree["enum"], case .array(let elements) = words {
            schema.tree = tree.with("type", ["string", "null"]).with("enum", .array(elements + [.null]))
        } else if case .string(let type) = tree["type"] {
            schema.tree = .object(
                tree.members.map { member in
                    member.name == "type"
                        ? .init(name: "type", value: [.string(type), "null"]) : member
                })
        } else if case .array(let choices) = tree["anyOf"] {
            schema.tree = tree.with("anyOf", .array(choices + [["type": "null"]]))
        }
        return schema
    }

    func saying(_ description: String) -> JSONSchema { with("description", .string(description)) }

    func example(_ example: JSONTree) -> JSONSchema { with("examples", [example]) }

    func with(_ keyword: String, _ value: JSONTree?) -> JSONSchema {
        var schema = self
        schema.tree = tree.with(keyword, value)
        return schema
    }
}

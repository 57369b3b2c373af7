// On a request's way: one field of a form. What reads it and what the document says of it are the same declaration.
internal import Basics

/// A field by its name, with what may stand in it and how that is read. How to make a form of them: see `FormShape`.
struct FormField<Value: Sendable>: Sendable {
    let name: String
    /// Of the value, when there is one.
    let schema: JSONSchema
    let example: JSONTree
    private(set) var isRequired: Bool
    private(set) var isInExamples: Bool
    /// Told nil when the field is not there.
    let read: @Sendable (Fields.Value?) throws(FormFailure) -> Value

    /// One that has to be there.
    ///
    /// - Parameter parse: is told the value and the field's name, which every failure says.
    init(
        _ name: String, _ meaning: String, _ schema: JSONSchema, example: JSONTree,
        parse: @escaping @Sendable (Fields.Value, String) throws(FormFailure) -> Value
    ) {
        self.init(
            name: name, schema: schema.saying(meaning).example(example), example: example, isRequired: true,
            isInExamples: true
        ) { value throws(FormFailure) in
            guard let value else { throw .missing(name) }
            return try parse(value, name)
        }
    }

    private init(
        name: String, schema: JSONSchema, example: JSONTree, isRequired: Bool, isInExamples: Bool,
        read: @escaping @Sendable (Fields.Value?) throws(FormFailure) -> Value
    ) {
        self.name = name
        self.schema = schema
        self.example = example
        self.isRequired = isRequired
        self.isInExamples = isInExamples
        self.read = read
    }
}

extension FormField {
    /// nil when it is not there.
    var optional: FormField<Value?> {
        FormField<Value?>(
            name: name, schema: schema, example: example, isRequired: false, isInExamples: false
        ) { [read] value throws(FormFailure) in
            guard let value else { return nil }
            return try read(value)
        }
    }

    /// That value when it is not there.
    func otherwise(_ value: Value, _ shown: JSONTree) -> FormField {
        FormField(
            name: name, schema: schema.with("default", shown), example: example, isRequired: false,
            isInExamples: false
        ) { [read] given throws(FormFailure) in
            guard let given else { return value }
            return try read(given)
        }
    }

    /// It may be left out where another stands in for it: whoever reads it has looked for that one first.
    var replaceable: FormField {
        var field = self
        field.isRequired = false
        return field
    }

    /// It may be left out, and examples show it all the same.
    var shown: FormField {
        var field = self
        field.isInExamples = true
        return field
    }
}

/// A field without the type of what it reads, for the document.
protocol DeclaredField: Sendable {
    var name: String { get }
    var schema: JSONSchema { get }
    var example: JSONTree { get }
    var isRequired: Bool { get }
    var isInExamples: Bool { get }
}

extension FormField: DeclaredField {}

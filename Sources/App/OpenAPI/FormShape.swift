// On a request's way: which fields a form has. They are declared once; nothing else can be read of a request.
internal import HTTPServer

/// The fields of a form, or of a query. A form is read and documented in three steps:
///
/// 1. Its shape lists the fields: `struct Shape: FormShape { static let shape = Shape(); static let title = "NoShow";
///    let party = FormField<BookingParty>.word("of", "Who did not come.", example: .student) }`; those that several
///    forms share come as a `FormPart`.
/// 2. The form reads them by their Swift names: `init(_ form: FormReader<Shape>) { party = try form.party }`.
/// 3. The route's `RouteDoc` names the shape: `body: .form(NoShowForm.Shape.shape)`, and stands in `Routes`.
protocol FormShape: FormPart {
    static var shape: Self { get }
    /// The schema's name in the document, before `Fields` for JSON and `Form` for a form; unused of a query.
    static var title: String { get }
}

/// Fields that belong together, in one form or in several.
protocol FormPart: Sendable {
    /// What fields have to do with each other.
    var rules: [FormRule] { get }
}

extension FormPart {
    var rules: [FormRule] { [] }
}

/// Reads a request's fields by the Swift names that the shape gives them.
@dynamicMemberLookup
struct FormReader<Shape: FormPart> {
    private let fields: Fields
    private let shape: Shape

    private init(_ fields: Fields, _ shape: Shape) {
        self.fields = fields
        self.shape = shape
    }

    subscript<Value>(dynamicMember path: KeyPath<Shape, FormField<Value>>) -> Value {
        get throws(FormFailure) {
            let field = shape[keyPath: path]
            return try field.read(try fields[field.name])
        }
    }

    subscript<Part: FormPart>(dynamicMember path: KeyPath<Shape, Part>) -> FormReader<Part> {
        FormReader<Part>(fields, shape[keyPath: path])
    }

    /// Whether the field is there, fit or not.
    func isGiven<Value>(_ path: KeyPath<Shape, FormField<Value>>) throws(FormFailure) -> Bool {
        try fields[shape[keyPath: path].name] != nil
    }

    /// The name to complain of.
    func fieldName<Value>(_ path: KeyPath<Shape, FormField<Value>>) -> String { shape[keyPath: path].name }

    func fieldNames(_ path: KeyPath<Shape, FormRule>) -> [String] { shape[keyPath: path].fields.map(\.name) }

    func check(_ path: KeyPath<Shape, FormRule>) throws(FormFailure) {
        try shape[keyPath: path].check(fields)
    }
}

extension FormReader where Shape: FormShape {
    init(_ request: Request) throws(FormFailure) {
        self.init(try Fields(request), Shape.shape)
    }

    init(queryOf request: Request) throws(FormFailure) {
        self.init(try Fields(queryOf: request), Shape.shape)
    }

    init(jsonOf request: Request) throws(FormFailure) {
        self.init(try Fields(jsonOf: request), Shape.shape)
    }
}

extension FormReader {
    /// Of an object inside a body.
    fileprivate init(_ value: Fields.Value, _ name: String, _ shape: Shape) throws(FormFailure) {
        guard case .object(let object) = value else { throw .notAnObject(name) }
        self.init(Fields(object), shape)
    }
}

extension FormField {
    /// An object with fields of its own; a failure names the one of them that is to be mended.
    static func object<Shape: FormShape>(
        _ name: String, _ meaning: String, _ shape: Shape,
        read: @escaping @Sendable (FormReader<Shape>) throws(FormFailure) -> Value
    ) -> FormField {
        let schema = JSONSchema.named("\(Shape.title)Fields", shape.schema(takesNull: true))
        return FormField(name, meaning, schema, example: shape.example) { value, name throws(FormFailure) in
            try read(try FormReader(value, name, shape))
        }
    }
}

/// What fields have to do with each other, for whoever may call.
enum FormRule: Sendable {
    /// The first excludes each of the others.
    case notTogether(any DeclaredField, [any DeclaredField])
    /// At least one of them.
    case someOf([any DeclaredField])

    fileprivate var fields: [any DeclaredField] {
        switch self {
        case .notTogether(let one, let others): [one] + others
        case .someOf(let choices): choices
        }
    }

    fileprivate func check(_ fields: Fields) throws(FormFailure) {
        switch self {
        case .notTogether(let one, let others):
            guard try fields[one.name] != nil else { return }
            for other in others {
                guard try fields[other.name] == nil else { throw .notTogether(one.name, other.name) }
            }
        case .someOf(let choices):
            for choice in choices where try fields[choice.name] != nil { return }
            throw .missingOneOf(choices.map(\.name))
        }
    }
}

// MARK: For the document

extension FormPart {
    /// In the order of their declaration, also those of parts.
    var declaredFields: [any DeclaredField] {
        Mirror(reflecting: self).children.flatMap { child -> [any DeclaredField] in
            switch child.value {
            case let field as any DeclaredField: [field]
            case let part as any FormPart: part.declaredFields
            default: []
            }
        }
    }

    private var allRules: [FormRule] {
        rules
            + Mirror(reflecting: self).children.flatMap { ($0.value as? any FormPart)?.allRules ?? [] }
    }

    /// Of the whole.
    ///
    /// - Parameter takesNull: a null is a field that is not there: in JSON, but not in a form, which has none.
    func schema(takesNull: Bool) -> JSONSchema {
        let fields = declaredFields.map { field in
            let optional = takesNull ? field.schema.orNull.optional : field.schema.optional
            return (name: field.name, schema: field.isRequired ? field.schema : optional)
        }
        let rules = allRules.flatMap(\.schemas)
        return JSONSchema.object(JSONSchema.Properties(fields))
            .with("additionalProperties", true)
            .with("allOf", rules.isEmpty ? nil : .array(rules))
    }

    var example: JSONTree {
        .object(
            declaredFields.filter(\.isInExamples).map { .init(name: $0.name, value: $0.example) })
    }
}

extension FormRule {
    fileprivate var schemas: [JSONTree] {
        switch self {
        case .notTogether(let one, let others):
            others.map { ["not": ["allOf": [Self.isGiven(one), Self.isGiven($0)]]] }
        case .someOf(let choices):
            [["anyOf": .array(choices.map(Self.isGiven))]]
        }
    }

    private static func isGiven(_ field: any DeclaredField) -> JSONTree {
        [
            "required": [.string(field.name)],
            "properties": .object([.init(name: field.name, value: ["not": ["type": "null"]])]),
        ]
    }
}

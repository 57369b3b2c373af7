// For the contract tests: holds a value against a schema, and tells each difference.
import Basics

/// A difference between an answer and Stripe's document.
struct Finding: Hashable, Sendable, CustomStringConvertible {
    /// By the schema's name and the property, so that one mistake is one finding wherever it shows.
    let text: String

    var description: String { text }
}

struct SchemaCheck: Sendable {
    let structure: Structure
    /// Schemas of which every property is asked for. The document requires few: of a PaymentIntent, 5 of 45.
    let whole: Set<String>

    func findings(_ value: JSON, _ schema: Schema, _ place: String) -> Set<Finding> {
        if value.isNull, schema.isNullable { return [] }
        if let name = schema.reference {
            guard let named = structure.schemas[name] else { return [Finding(text: "no schema \(name)")] }
            return findings(value, named, name)
        }
        guard schema.choices.isEmpty else { return closest(value, schema.choices, place) }
        if let type = schema.type, !fits(value, type) {
            return [Finding(text: "\(place) is \(value.kind), not \(type)")]
        }
        switch value.kind {
        case .object: return inObject(value, schema, place)
        case .array:
            guard let element = schema.elements.first else { return [] }
            return value.elements.reduce(into: []) {
                $0.formUnion(findings($1, element, "\(place)[]"))
            }
        case .string: return inText(value.string ?? "", schema, place)
        case .number, .bool, .null: return []
        }
    }

    /// Where a value may be an id or one of several objects, the one of its kind that it is nearest to is meant.
    private func closest(_ value: JSON, _ choices: [Schema], _ place: String) -> Set<Finding> {
        let named = choices.map { $0.reference.flatMap { structure.schemas[$0] } ?? $0 }
        let ofItsKind = zip(choices, named).filter { fits(value, $0.1.type ?? "object") }.map(\.0)
        return (ofItsKind.isEmpty ? choices : ofItsKind)
            .map { findings(value, $0, place) }.min { $0.count < $1.count } ?? []
    }

    private func fits(_ value: JSON, _ type: String) -> Bool {
        switch type {
        case "object": value.kind == .object
        case "array": value.kind == .array
        case "string": value.kind == .string
        case "boolean": value.kind == .bool
        case "integer": value.integer != nil
        case "number": value.kind == .number
        default: false
        }
    }

    private func inObject(_ value: JSON, _ schema: Schema, _ place: String) -> Set<Finding> {
        var found: Set<Finding> = []
        let members = value.members
        for (name, member) in members {
            let inner = "\(place).\(name)"
            if let property = schema.properties[name] {
                found.formUnion(findings(member, property, inner))
                continue
            }
            switch schema.others {
            case .refused: found.insert(Finding(text: "\(inner) is unknown"))
            case .anything: break
            case .each(let each):
                found.formUnion(each.first.map { findings(member, $0, "\(place).*") } ?? [])
            }
        }
        let asked = whole.contains(place) ? Set(schema.properties.keys) : schema.required
        for name in asked.subtracting(members.map(\.name)) {
            found.insert(Finding(text: "\(place).\(name) is missing"))
        }
        if Set(members.map(\.name)).count < members.count {
            found.insert(Finding(text: "\(place) names a member twice"))
        }
        return found
    }

    private func inText(_ text: String, _ schema: Schema, _ place: String) -> Set<Finding> {
        var found: Set<Finding> = []
        if let values = schema.values, !values.contains(text) {
            found.insert(Finding(text: "\(place) is none of its values: \(text)"))
        }
        if let lengthMax = schema.lengthMax, text.count > lengthMax {
            found.insert(Finding(text: "\(place) is longer than \(lengthMax)"))
        }
        return found
    }
}

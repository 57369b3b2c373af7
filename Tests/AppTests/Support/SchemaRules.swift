// Beside the tests of answers: JSON Schema (draft 2020-12), as much of it as the server's own document uses.
import Basics
import Foundation

/// A schema, read once. A keyword that is not known here is a fault of the schema: nothing is passed over.
// Safe: written in `init` alone, and a Regex is only read.
final class SchemaRules: @unchecked Sendable {
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    private var reference: String?
    private var types: Set<String> = []
    private var allowed: [JSON]?
    private var least: Double?
    private var above: Double?
    private var most: Double?
    private var charactersMin = 0
    private var charactersMax = Int.max
    private var pattern: Regex<AnyRegexOutput>?
    private var isTime = false
    private var properties: [String: SchemaRules]?
    private var required: [String] = []
    /// nil where nothing is said of other members.
    private var takesOthers: Bool?
    private var items: SchemaRules?
    private var anyOf: [SchemaRules] = []
    private var allOf: [SchemaRules] = []
    private var not: SchemaRules?

    init(_ schema: JSON) throws {
        for (keyword, value) in schema.members {
            switch keyword {
            case "$ref": reference = value.string?.split(separator: "/").last.map { String($0) }
            case "type": types = Set(value.string.map { [$0] } ?? value.elements.compactMap(\.string))
            case "enum": allowed = value.elements
            case "const": allowed = [value]
            case "minimum": least = Self.number(value)
            case "exclusiveMinimum": above = Self.number(value)
            case "maximum": most = Self.number(value)
            case "minLength": charactersMin = Int(value.integer ?? 0)
            case "maxLength": charactersMax = Int(value.integer ?? 0)
            case "pattern": pattern = try Regex(value.string ?? "(")
            case "format": isTime = value.string == "date-time"
            case "properties":
                properties = try Dictionary(
                    uniqueKeysWithValues: value.members.map { ($0.name, try SchemaRules($0.value)) })
            case "required": required = value.elements.compactMap(\.string)
            case "additionalProperties": takesOthers = value.bool
            case "items": items = try SchemaRules(value)
            case "anyOf": anyOf = try value.elements.map { try SchemaRules($0) }
            case "allOf": allOf = try value.elements.map { try SchemaRules($0) }
            case "not": not = try SchemaRules(value)
            case "description", "examples", "example", "default", "title": break
            default: throw Fault(description: "the keyword \(keyword) is not known")
            }
        }
    }

    private static func number(_ value: JSON) -> Double? { Double(text(value)) }
    private static func text(_ value: JSON) -> String { String(decoding: value.rawBytes, as: UTF8.self) }

    // MARK: Checking

    /// What is wrong, each with its place; empty when nothing is. An object of which members are named has no others,
    /// unless its schema says so.
    func faults(
        in value: JSON, at place: String = "$", _ named: [String: SchemaRules], isClosed: Bool = true
    ) -> [String] {
        if let reference {
            guard let target = named[reference] else { return ["\(place): there is no schema \(reference)"] }
            return target.faults(in: value, at: place, named, isClosed: isClosed)
        }
        var faults = own(value, place) + object(value, place, named, isClosed: isClosed)
        if let items {
            faults += value.elements.enumerated().flatMap {
                items.faults(in: $1, at: "\(place)[\($0)]", named)
            }
        }
        if !anyOf.isEmpty {
            let each = anyOf.map { $0.faults(in: value, at: place, named, isClosed: isClosed) }
            if !each.contains(where: \.isEmpty) {
                faults += ["\(place): none of the choices"] + each.flatMap(\.self)
            }
        }
        for part in allOf { faults += part.faults(in: value, at: place, named, isClosed: false) }
        if let not, not.faults(in: value, at: place, named, isClosed: false).isEmpty {
            faults.append("\(place): is what it must not be")
        }
        return faults
    }

    private func own(_ value: JSON, _ place: String) -> [String] {
        var faults: [String] = []
        if !types.isEmpty, types.isDisjoint(with: Self.types(of: value)) {
            faults.append("\(place): \(Self.text(value).prefix(60)) is not \(types.sorted())")
        }
        if let allowed, !allowed.contains(where: { Self.text($0) == Self.text(value) }) {
            faults.append("\(place): \(Self.text(value).prefix(60)) is not allowed")
        }
        if let number = value.kind == .number ? Self.number(value) : nil,
            number < least ?? -.infinity || number <= above ?? -.infinity || number > most ?? .infinity
        {
            faults.append("\(place): \(number) is out of range")
        }
        if let text = value.string {
            let isFit = (charactersMin...charactersMax).contains(text.unicodeScalars.count)
            let matches = pattern.map { text.firstMatch(of: $0) != nil } ?? true
            let time = isTime ? try? CivilTime.unixSeconds(rfc3339: text) : 0
            if !isFit || !matches || time == nil {
                faults.append("\(place): \(text.prefix(60)) does not fit")
            }
        }
        return faults
    }

    private func object(
        _ value: JSON, _ place: String, _ named: [String: SchemaRules], isClosed: Bool
    ) -> [String] {
        guard value.kind == .object else { return [] }
        let members = value.members
        let present = Set(members.map(\.name))
        var faults = required.filter { !present.contains($0) }.map { "\(place).\($0): is missing" }
        let known = names(named)
        for (name, member) in members {
            if let rules = properties?[name] {
                faults += rules.faults(in: member, at: "\(place).\(name)", named)
            } else if isClosed, let known, !known.contains(name) {
                faults.append("\(place).\(name): is not documented")
            }
        }
        return faults
    }

    /// The members that it may have; nil for any.
    private func names(_ named: [String: SchemaRules]) -> Set<String>? {
        if let reference { return named[reference]?.names(named) }
        guard takesOthers != true else { return nil }
        let parts = allOf.compactMap { $0.names(named) }
        guard properties != nil || !parts.isEmpty else { return nil }
        return parts.reduce(Set((properties ?? [:]).keys)) { $0.union($1) }
    }

    /// The members that are named, though it takes others.
    func declaredNames(_ named: [String: SchemaRules]) -> Set<String> {
        if let reference { return named[reference]?.declaredNames(named) ?? [] }
        return allOf.reduce(Set((properties ?? [:]).keys)) { $0.union($1.declaredNames(named)) }
    }

    private static func types(of value: JSON) -> Set<String> {
        switch value.kind {
        case .object: ["object"]
        case .array: ["array"]
        case .string: ["string"]
        case .bool: ["boolean"]
        case .null: ["null"]
        case .number: value.integer == nil ? ["number"] : ["number", "integer"]
        }
    }
}

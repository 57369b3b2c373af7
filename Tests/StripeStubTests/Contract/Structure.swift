// For the contract tests: Stripe's OpenAPI document, read once from the fixture.
import Basics
import Foundation

/// A method and path, what it takes and what it answers.
struct Operation: Sendable {
    let method: String
    /// Such as `/v1/charges/{charge}`.
    let template: String
    /// Of the query and of the form, by name.
    let parameters: [String: Schema]
    let required: Set<String>
    let answer: Schema

    var name: String { "\(method) \(template)" }

    /// The path with ids that belong to nothing.
    var pathOfNobody: String {
        template.split(separator: "/").map { $0.hasPrefix("{") ? "/nobody" : "/\($0)" }.joined()
    }

    /// How many of the path's parts are ids; nil when the path is another one.
    fileprivate func idCount(in path: String) -> Int? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let mine = template.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == mine.count else { return nil }
        let ids = zip(mine, parts).filter { $0 != $1 }
        return ids.allSatisfy { $0.0.hasPrefix("{") && !$0.1.isEmpty } ? ids.count : nil
    }
}

struct Structure: Sendable {
    static let stripe = read()

    let schemas: [String: Schema]
    let operations: [Operation]

    private static func read() -> Structure {
        let place = URL(filePath: #filePath)
            .appending(path: "../../../Fixtures/stripe/structure.json").standardized
        guard let bytes = try? Data(contentsOf: place), let json = try? JSON(Array(bytes)) else {
            preconditionFailure("\(place.path) cannot be read")
        }
        return Structure(json)
    }

    private init(_ json: JSON) {
        schemas = json["components"]?["schemas"].map(Schema.named) ?? [:]
        var operations: [Operation] = []
        for path in json["paths"]?.members ?? [] {
            for verb in path.value.members where ["get", "post", "delete"].contains(verb.name) {
                operations.append(Self.operation(verb.name.uppercased(), path.name, verb.value))
            }
        }
        self.operations = operations
    }

    private static func operation(_ method: String, _ template: String, _ json: JSON) -> Operation {
        let form = json["requestBody"]?["content"]?["application/x-www-form-urlencoded"]?["schema"]
            .map { Schema($0) }
        var parameters = form?.properties ?? [:]
        var required = form?.required ?? []
        for parameter in json["parameters"]?.elements ?? [] where parameter["in"]?.string == "query" {
            if let name = parameter["name"]?.string, let schema = parameter["schema"] {
                parameters[name] = Schema(schema)
                if parameter["required"]?.bool == true { required.insert(name) }
            }
        }
        let answer = json["responses"]?["200"]?["content"]?["application/json"]?["schema"]
        return Operation(
            method: method, template: template, parameters: parameters, required: required,
            answer: Schema(answer ?? json))
    }

    /// The operation that a request means: of two that fit, the one with fewer ids.
    func operation(_ method: String, _ path: String) -> Operation? {
        operations.filter { $0.method == method }
            .compactMap { operation in operation.idCount(in: path).map { (operation, $0) } }
            .min { $0.1 < $1.1 }?.0
    }
}

// Beside the tests of a whole shop: every answer is held against the OpenAPI document that the shop serves.
import Basics
import CurlClient
import Foundation
import Testing

/// The document, read once.
struct ServedDocument: Sendable {
    struct Operation: Sendable {
        let method: String
        let segments: [Substring]
        /// By status: what may be answered, by content type.
        let answers: [String: Answer]
        /// nil where the route takes no body.
        let body: SchemaRules?
        let query: Set<String>

        func fits(_ method: String, _ path: [Substring]) -> Bool {
            self.method == method && segments.count == path.count
                && zip(segments, path).allSatisfy { $0.hasPrefix("{") ? !$1.isEmpty : $0 == $1 }
        }
    }

    struct Answer: Sendable {
        let contents: [String: SchemaRules]
        /// Whether it is always there, by name.
        let headers: [String: Bool]
    }

    let operations: [Operation]
    let schemas: [String: SchemaRules]

    init(_ document: JSON) throws {
        let components = document["components"]
        func named(_ section: String) -> [String: JSON] {
            Dictionary(
                uniqueKeysWithValues: (components?[section]?.members ?? []).map { ($0.name, $0.value) })
        }
        let (responses, headers) = (named("responses"), named("headers"))
        func resolved(_ part: JSON, _ section: [String: JSON]) throws -> JSON {
            guard let name = part["$ref"]?.string?.split(separator: "/").last else { return part }
            return try #require(section[String(name)])
        }
        schemas = try named("schemas").mapValues { try SchemaRules($0) }
        operations = try (document["paths"]?.members ?? []).flatMap { path, methods in
            try methods.members.map { method, operation in
                var answers: [String: Answer] = [:]
                for (status, response) in operation["responses"]?.members ?? [] {
                    let response = try resolved(response, responses)
                    let contents = try (response["content"]?.members ?? []).map {
                        ($0.name, try SchemaRules(try #require($0.value["schema"])))
                    }
                    let fields = try (response["headers"]?.members ?? []).map {
                        ($0.name, try resolved($0.value, headers)["required"]?.bool ?? false)
                    }
                    answers[status] = Answer(
                        contents: Dictionary(uniqueKeysWithValues: contents),
                        headers: Dictionary(uniqueKeysWithValues: fields))
                }
                let content = operation["requestBody"]?["content"]?.members.first?.value["schema"]
                let query = (operation["parameters"]?.elements ?? []).filter { $0["in"]?.string == "query" }
                return Operation(
                    method: method.uppercased(), segments: Self.segments(of: path[...]), answers: answers,
                    body: try content.map { try SchemaRules($0) },
                    query: Set(query.compactMap { $0["name"]?.string }))
            }
        }
    }

    /// The operation of a path, whose own words go before parameters; nil for what is no route. A path that ends in a
    /// slash is answered without it too.
    func operation(_ method: String, _ path: Substring) -> Operation? {
        operation(method, Self.segments(of: path)) ?? operation(method, Self.segments(of: path) + [""])
    }

    private func operation(_ method: String, _ segments: [Substring]) -> Operation? {
        let fitting = operations.filter { $0.fits(method, segments) }
        return fitting.first { !$0.segments.contains { $0.hasPrefix("{") } } ?? fitting.first
    }

    private static func segments(of path: Substring) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: false)
    }
}

// MARK: Checking an exchange

extension ServedDocument {
    /// What a test asked, and what it was answered.
    struct Exchange {
        let method: String
        let target: String
        let requestBody: [UInt8]
        let response: CurlResponse
    }

    /// Headers that are documented wherever they are answered.
    private static let told = ["Link", "Location", "Retry-After", "WWW-Authenticate", "Idempotent-Replayed"]

    func faults(_ exchange: Exchange) -> [String] {
        let path = exchange.target.prefix { $0 != "?" }
        guard let operation = operation(exchange.method, path) else { return [] }
        let response = exchange.response
        guard let answer = operation.answers["\(response.status)"] else {
            return ["the status is not documented"]
        }
        var faults = headerFaults(response, answer) + bodyFaults(response, answer)
        if (200...299).contains(response.status) { faults += requestFaults(exchange, operation) }
        return faults
    }

    private func headerFaults(_ response: CurlResponse, _ answer: Answer) -> [String] {
        let missing = answer.headers.filter { $0.value && response.header($0.key) == nil }.keys
        let untold = Self.told.filter { response.header($0) != nil && answer.headers[$0] == nil }
        return missing.map { "\($0) is missing" } + untold.map { "\($0) is not documented" }
    }

    private func bodyFaults(_ response: CurlResponse, _ answer: Answer) -> [String] {
        guard !answer.contents.isEmpty else {
            return response.body.isEmpty ? [] : ["a body is not documented"]
        }
        let type = (response.header("Content-Type") ?? "none").prefix { $0 != ";" }
        guard let rules = answer.contents[String(type)] else { return ["\(type) is not documented"] }
        guard type.hasSuffix("json") else { return [] }
        guard let body = try? JSON(response.body) else { return ["the body is no JSON"] }
        return rules.faults(in: body, schemas)
    }

    /// Of what was accepted: the document describes it, field by field.
    private func requestFaults(_ exchange: Exchange, _ operation: Operation) -> [String] {
        let query = Self.form(Array((exchange.target.split(separator: "?").dropFirst().first ?? "").utf8))
        // A route that reads no query is asked with one, too.
        let untold = operation.query.isEmpty ? [] : query.keys.filter { !operation.query.contains($0) }
        var faults = untold.map { "\($0) of the query is not documented" }
        guard let rules = operation.body else { return faults }
        let isJSON = exchange.requestBody.first { $0 > 0x20 } == UInt8(ascii: "{")
        let body = isJSON ? try? JSON(exchange.requestBody) : Self.json(of: Self.form(exchange.requestBody))
        guard let body else { return faults + ["a body that cannot be read was accepted"] }
        faults += rules.faults(in: body, at: "request", schemas)
        let known = rules.declaredNames(schemas)
        // `x` is what tests call a field that nobody knows; events are Stripe's own.
        guard known != ["id", "type", "data"] else { return faults }
        return faults
            + body.members.map(\.name).filter { $0 != "x" && !known.contains($0) }
            .map { "\($0) of the request is not documented" }
    }

    private static func form(_ bytes: [UInt8]) -> [String: String] {
        let pairs = bytes.split(separator: UInt8(ascii: "&")).map { pair -> (String, String) in
            let parts = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false
            )
            .map { String(decoding: $0, as: UTF8.self).replacing("+", with: " ").removingPercent }
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private static func json(of form: [String: String]) -> JSON? {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in form {
            writer.name(escaping: name)
            writer.string(value)
        }
        writer.endObject()
        return try? JSON(writer.bytes)
    }
}

extension String {
    fileprivate var removingPercent: String { removingPercentEncoding ?? self }
}

// MARK: For every shop

extension ServedDocument {
    private static let read = Lock<[[String: String]: Task<ServedDocument, any Error>]>([:])

    /// Read from a shop of its own, once for each of the settings that it tells of: a request more would show in the
    /// log and the counts of the shop that a test looks at.
    static func of(_ settings: [String: String]) async throws -> ServedDocument {
        let task = read.withLock { read in
            if let known = read[settings] { return known }
            let task = Task {
                let bytes = Lock<[UInt8]>([])
                try await Shop.open(settings) { shop in
                    let answer = try await shop.getUnchecked("/openapi.json")
                    bytes.withLock { $0 = answer.body }
                }
                return try ServedDocument(try JSON(bytes.withLock { $0 }))
            }
            read[settings] = task
            return task
        }
        return try await task.value
    }
}

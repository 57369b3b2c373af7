// Beside the tests of programs: a Postman collection (format 2.1.0), read as Postman reads it as far as ours goes.
import Basics
import Foundation
import Testing

/// The requests of a collection in their order, each with what its test script wants of the answer.
///
/// Of a script two kinds of lines are understood, which call the helpers that the collection defines for all:
/// `check(STATUS, {...});` and `save("VARIABLE", "PATH");`.
struct MarketplaceCollection {
    /// A request with the variables not put in yet.
    struct Call: Sendable {
        let name: String
        let method: String
        let url: String
        let headers: [(name: String, value: String)]
        let body: String?
        /// nil for a request without one.
        let token: String?
        let status: Int
        /// JSON.
        let fields: String
        let saves: [(variable: String, path: String)]
    }

    static let folder = SandboxTests.checkout.appending(path: "examples/postman")

    let calls: [Call]
    /// The environment's, and the collection's own.
    let variables: [String: String]

    init() throws {
        let environment = try Self.read("LinguaFlex_Backend_Payments.postman_environment.json")
        let collection = try Self.read("LinguaFlex_Backend_Payments.postman_collection.json")
        let standardToken = try Self.token(collection["auth"])
        calls = try (collection["item"]?.elements ?? []).flatMap { folder in
            try (folder["item"]?.elements ?? []).map { try Self.call($0, standardToken) }
        }
        let all = (collection["variable"]?.elements ?? []) + (environment["values"]?.elements ?? [])
        variables = try Dictionary(
            all.map { (try #require($0["key"]?.string), try #require($0["value"]?.string)) },
            uniquingKeysWith: { $1 })
    }

    static func read(_ name: String) throws -> JSON {
        try JSON(Array(Data(contentsOf: folder.appending(path: name))))
    }

    private static func call(_ item: JSON, _ standardToken: String?) throws -> Call {
        let name = try #require(item["name"]?.string)
        let request = try #require(item["request"], "\(name)")
        let headers = try (request["header"]?.elements ?? []).map {
            (try #require($0["key"]?.string), try #require($0["value"]?.string))
        }
        let script = try script(of: item)
        let check = try #require(script.firstMatch(of: #/(?s)check\((\d{3}), (\{.*?\n\})\);/#), "\(name)")
        return Call(
            name: name, method: try #require(request["method"]?.string), url: try url(request["url"]),
            headers: headers, body: request["body"]?["raw"]?.string,
            token: request["auth"] == nil ? standardToken : try token(request["auth"]),
            status: try #require(Int(check.output.1)), fields: String(check.output.2),
            saves: script.matches(of: #/save\("([^"]+)", "([^"]+)"\);/#).map {
                (String($0.output.1), String($0.output.2))
            })
    }

    private static func script(of item: JSON) throws -> String {
        let event = try #require(item["event"]?.elements.first { $0["listen"]?.string == "test" })
        return (event["script"]?["exec"]?.elements ?? []).compactMap(\.string).joined(separator: "\n")
    }

    /// Postman sends to the parts and shows the whole: the two must be the same.
    private static func url(_ url: JSON?) throws -> String {
        let raw = try #require(url?["raw"]?.string)
        let host = (url?["host"]?.elements ?? []).compactMap(\.string).joined(separator: ".")
        let path = (url?["path"]?.elements ?? []).compactMap(\.string).joined(separator: "/")
        let query = try (url?["query"]?.elements ?? []).map {
            "\(try #require($0["key"]?.string))=\(try #require($0["value"]?.string))"
        }
        #expect(raw == "\(host)/\(path)" + (query.isEmpty ? "" : "?" + query.joined(separator: "&")))
        return raw
    }

    private static func token(_ auth: JSON?) throws -> String? {
        auth?["type"]?.string == "noauth"
            ? nil : try #require(auth?["bearer"]?[0]?["value"]?.string)
    }
}

// MARK: What is put in and taken out

/// The collection's variables as they stand, and how an answer is compared: the same rules as the helpers' in the
/// collection.
struct CollectionRun {
    var variables: [String: String]

    /// With each `{{variable}}` put in; one that there is not stays as it is.
    func filled(_ text: String) -> String {
        text.replacing(#/\{\{([^{}]+)\}\}/#) { match in
            variables[String(match.output.1)] ?? String(match.output.0)
        }
    }

    mutating func save(_ call: MarketplaceCollection.Call, _ answer: JSON) {
        for (variable, path) in call.saves {
            var found: JSON? = answer
            for step in path.split(separator: ".") {
                found = Int(step).map { found?[$0] } ?? found?[String(step)]
            }
            variables[variable] = found.map(Self.plain)
        }
    }

    /// What in an answer is not as wanted, by its path.
    ///
    /// - Parameter wanted: null where there is to be nothing; `~` and a regular expression, for the whole value.
    static func differences(_ wanted: JSON, _ found: JSON?, at path: String = "") throws -> [String] {
        if wanted.isNull { return found == nil || found?.isNull == true ? [] : ["\(path) is there"] }
        guard let found else { return ["\(path) is missing"] }
        switch wanted.kind {
        case .object:
            return try wanted.members.flatMap {
                try differences($0.value, found[$0.name], at: "\(path).\($0.name)")
            }
        case .array:
            return try wanted.elements.enumerated().flatMap {
                try differences($0.element, found[$0.offset], at: "\(path).\($0.offset)")
            }
        case .number:
            let isSame = found.kind == .number && decimal(wanted) == decimal(found)
            return isSame ? [] : ["\(path) is \(plain(found))"]
        case .string where wanted.string?.hasPrefix("~") == true:
            let pattern = try Regex(String(try #require(wanted.string).dropFirst()))
            return try pattern.wholeMatch(in: plain(found)) == nil ? ["\(path) is \(plain(found))"] : []
        case .string, .bool, .null:
            return wanted.rawBytes.elementsEqual(found.rawBytes) ? [] : ["\(path) is \(plain(found))"]
        }
    }

    private static func decimal(_ number: JSON) -> Decimal? {
        Decimal(string: String(decoding: number.rawBytes, as: UTF8.self), locale: nil)
    }

    /// A string without its quotes, anything else as it is written.
    private static func plain(_ value: JSON) -> String {
        value.string ?? String(decoding: value.rawBytes, as: UTF8.self)
    }
}

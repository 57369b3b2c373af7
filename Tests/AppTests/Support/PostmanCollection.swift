// Beside the tests of the API's documentation: the same routes as a collection for Postman.
@testable import App

/// Postman's Collection Format 2.1.0, made of the OpenAPI document: a folder for each of its tags.
struct PostmanCollection {
    private let document: JSONTree

    init(_ document: JSONTree) { self.document = document }

    var tree: JSONTree {
        let tags = document["tags"]?.elements.compactMap { $0["name"]?.word } ?? []
        return [
            "info": [
                "name": "Fermata",
                "description": "Every route of the server. Set jwt_token to what `fermata token` prints.",
                "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
            ],
            "auth": [
                "type": "bearer", "bearer": [["key": "token", "value": "{{jwt_token}}", "type": "string"]],
            ],
            "variable": [
                ["key": "base_url", "value": "http://localhost:4242"], ["key": "jwt_token", "value": ""],
            ],
            "item": .array(tags.map { ["name": .string($0), "item": .array(items(of: $0))] }),
        ]
    }

    private func items(of tag: String) -> [JSONTree] {
        (document["paths"]?.members ?? []).flatMap { path in
            path.value.members.filter { $0.value["tags"] == [.string(tag)] }.map { operation in
                let summary = operation.value["summary"]
                return [
                    "name": summary ?? "",
                    "request": request(operation.name.uppercased(), path.name, operation.value),
                ]
            }
        }
    }

    private func request(_ method: String, _ path: String, _ operation: JSONTree) -> JSONTree {
        let body = operation["requestBody"]?["content"]?.members.first
        let needsToken = operation["security"] != JSONTree.array([])
        return JSONTree.object([
            .init(name: "method", value: .string(method)),
            .init(name: "header", value: .array(headers(operation, body))),
            .init(name: "url", value: url(path, operation)),
        ])
        .with("description", operation["description"])
        .with("auth", needsToken ? nil : ["type": "noauth"])
        .with("body", body?.value["example"].map { Self.body(body?.name ?? "", $0) })
    }

    private func headers(_ operation: JSONTree, _ body: JSONTree.Member?) -> [JSONTree] {
        let type = body.map { [["key": "Content-Type", "value": .string($0.name)] as JSONTree] } ?? []
        let takesKey = parameters(operation, "header").contains { $0["name"] == "Idempotency-Key" }
        return type + (takesKey ? [["key": "Idempotency-Key", "value": "{{$guid}}"]] : [])
    }

    private func url(_ path: String, _ operation: JSONTree) -> JSONTree {
        let segments = path.split(separator: "/").map {
            $0.hasPrefix("{") ? ":\($0.dropFirst().dropLast())" : String($0)
        }
        let variables = parameters(operation, "path").map { parameter -> JSONTree in
            ["key": parameter["name"] ?? "", "value": .string(Self.example(parameter))]
        }
        let query = parameters(operation, "query").map { parameter -> JSONTree in
            [
                "key": parameter["name"] ?? "", "value": .string(Self.example(parameter)),
                "disabled": .bool(parameter["required"] != true),
            ]
        }
        return JSONTree.object([
            .init(name: "raw", value: .string("{{base_url}}/" + segments.joined(separator: "/"))),
            .init(name: "host", value: ["{{base_url}}"]),
            .init(name: "path", value: .array(segments.map { .string($0) })),
        ])
        .with("variable", variables.isEmpty ? nil : .array(variables))
        .with("query", query.isEmpty ? nil : .array(query))
    }

    private static func body(_ type: String, _ example: JSONTree) -> JSONTree {
        guard type == "application/json" else {
            let pairs = example.members.map {
                ["key": .string($0.name), "value": .string($0.value.plain)] as JSONTree
            }
            return ["mode": "urlencoded", "urlencoded": .array(pairs)]
        }
        return [
            "mode": "raw", "raw": .string(example.text), "options": ["raw": ["language": "json"]],
        ]
    }

    private func parameters(_ operation: JSONTree, _ place: String) -> [JSONTree] {
        (operation["parameters"]?.elements ?? []).map { parameter in
            guard case .reference(let component, _) = parameter else { return parameter }
            return component.tree
        }.filter { $0["in"] == .string(place) }
    }

    private static func example(_ parameter: JSONTree) -> String {
        parameter["schema"]?["examples"]?.elements.first?.plain ?? ""
    }
}

extension JSONTree {
    var word: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var elements: [JSONTree] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    fileprivate var plain: String { word ?? String(text.dropLast()) }
}

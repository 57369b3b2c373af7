// Beside the routes: the OpenAPI document, made of the table of routes and of nothing else.
internal import HTTPServer

/// What of the settings the document tells.
struct OpenAPISettings: Sendable, Equatable {
    let authorizationURL: String
    let access: AccessSettings
}

/// OpenAPI 3.1.0 (https://spec.openapis.org/oas/v3.1.0).
struct OpenAPIDocument {
    private let endpoints: [Endpoint]
    private let settings: OpenAPISettings

    init(_ endpoints: [Endpoint], _ settings: OpenAPISettings) {
        self.endpoints = endpoints
        self.settings = settings
    }

    var tree: JSONTree {
        let paths = paths
        let shared: [JSONTree.Member] = paths.components
            .sorted { $0.key.rawValue < $1.key.rawValue }
            .map { section, parts in
                let members = parts.sorted { $0.key < $1.key }.map { JSONTree.Member(name: $0, value: $1) }
                return .init(name: section.rawValue, value: .object(members))
            }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Fermata", "version": "1",
                "summary": "A payments server for a lesson business.",
                "description": .string(Self.description),
            ],
            "servers": [["url": "/", "description": "Where this document was read."]],
            "tags": .array(RouteDoc.Tag.allCases.filter(isUsed).map { ["name": .string($0.rawValue)] }),
            "paths": paths,
            "components": .object(shared + [.init(name: "securitySchemes", value: securitySchemes)]),
        ]
    }

    private static let description = """
        Every path also answers OPTIONS, and HEAD where it answers GET; a method that it does not take is 405, with \
        Allow. Every answer carries X-Request-Id, which stands in the server's log too. Bodies are \
        JSON, or a form where a route says so, at most 64 KiB; a null is a field that is not there, and fields that \
        are not known are ignored. A path that ends in a slash is answered without it too.

        A POST that takes an Idempotency-Key may be sent again with it: nothing is done twice.
        """

    private func isUsed(_ tag: RouteDoc.Tag) -> Bool { endpoints.contains { $0.doc.tag == tag } }

    private var paths: JSONTree {
        var order: [String] = []
        var operations: [String: [JSONTree.Member]] = [:]
        for endpoint in endpoints {
            let path = endpoint.pattern.split(separator: "/", omittingEmptySubsequences: false)
                .map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }.joined(separator: "/")
            if operations[path] == nil { order.append(path) }
            operations[path, default: []].append(
                .init(
                    name: endpoint.method.name.lowercased(),
                    value: OpenAPIOperation(endpoint, settings).tree))
        }
        return .object(order.map { .init(name: $0, value: .object(operations[$0] ?? [])) })
    }

    private var securitySchemes: JSONTree {
        [
            "bearer": [
                "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                "description": """
                A token of a role: staff, service, instructor or student. `fermata token --role staff` makes one.
                """,
            ],
            "users": [
                "type": "oauth2",
                "description": "A token with scopes.",
                "flows": [
                    "implicit": [
                        "authorizationUrl": .string(settings.authorizationURL),
                        "scopes": .object(
                            OAuthScope.allCases.map {
                                .init(name: $0.rawValue, value: .string($0.meaning))
                            }),
                    ]
                ],
            ],
        ]
    }
}

/// The scopes that a person's token may carry.
enum OAuthScope: String, CaseIterable {
    case writePayment = "write:payment"
    case readPayment = "read:payment"

    var meaning: String {
        switch self {
        case .writePayment: "Place, collect and give back payments."
        case .readPayment: "Read payments."
        }
    }
}

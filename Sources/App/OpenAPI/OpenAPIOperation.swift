// Beside the routes: one operation of the OpenAPI document.
internal import HTTPServer
internal import Tokens

/// OpenAPI 3.1, "Operation Object".
struct OpenAPIOperation {
    private let endpoint: Endpoint
    private let settings: OpenAPISettings
    private let errors: ErrorShape

    init(_ endpoint: Endpoint, _ settings: OpenAPISettings) {
        self.endpoint = endpoint
        self.settings = settings
        errors = ErrorShape(path: endpoint.pattern)
    }

    private var doc: RouteDoc { endpoint.doc }

    var tree: JSONTree {
        let parameters = pathParameters + queryParameters + keyParameter
        return JSONTree.object([
            .init(name: "operationId", value: .string(doc.id)),
            .init(name: "tags", value: [.string(doc.tag.rawValue)]),
            .init(name: "summary", value: .string(doc.summary)),
        ])
        .with("description", description)
        .with("parameters", parameters.isEmpty ? nil : .array(parameters))
        .with("requestBody", requestBody)
        .with("responses", responses)
        .with("security", .array(security))
    }

    /// With what security requirements cannot say.
    private var description: JSONTree? {
        var parts = doc.description.isEmpty ? [] : [doc.description]
        switch (endpoint.access.rule(settings.access), endpoint.access) {
        case (let rule?, _): parts.append("Wants \(rule.wish).")
        case (nil, .access(.signed)): parts.append("For Stripe, which signs what it sends.")
        case (nil, .access(.desk)): parts.append("For staff in a browser, signed in at /admin/sign-in.")
        case (nil, .access(.anyone)): break
        case (nil, _): parts.append("For whoever reaches the server's address: by default this machine.")
        }
        return parts.isEmpty ? nil : .string(parts.joined(separator: "\n\n"))
    }

    // MARK: What it takes

    private var pathParameters: [JSONTree] {
        let names = endpoint.pattern.split(separator: "/").filter { $0.hasPrefix(":") }
            .map { String($0.dropFirst()) }
        precondition(
            names.count == (doc.path == nil ? 0 : 1), "\(endpoint.pattern) and its documentation differ")
        return zip(names, [doc.path].compactMap(\.self)).map { name, parameter in
            let (meaning, schema): (String, JSONSchema) =
                switch parameter {
                case .recordID(let what): ("The \(what)'s id.", .recordID.example(1))
                case .name(let what, let schema, let example):
                    ("The \(what)'s id.", schema.example(.string(example)))
                case .stripeID(let what, let example):
                    ("The \(what)'s id at Stripe.", .stripeID.example(.string(example)))
                case .unread(let what, let example):
                    ("The \(what)'s id at Stripe, for the page's script.", .string.example(.string(example)))
                }
            return [
                "name": .string(name), "in": "path", "required": true, "description": .string(meaning),
                "schema": schema.tree,
            ]
        }
    }

    private var queryParameters: [JSONTree] {
        (doc.query?.declaredFields ?? []).map { field in
            JSONTree.object([
                .init(name: "name", value: .string(field.name)), .init(name: "in", value: "query"),
                .init(name: "required", value: .bool(field.isRequired)),
                .init(name: "schema", value: field.schema.tree),
            ])
        }
    }

    private var keyParameter: [JSONTree] {
        guard doc.takesKey else { return [] }
        return [
            .reference(
                Component(
                    section: .parameters, name: "IdempotencyKey",
                    tree: [
                        "name": "Idempotency-Key", "in": "header", "required": false,
                        "description": """
                        The caller's name for this request: sent again with it, the request is not done again.
                        """,
                        "schema": IdempotencyKeyHeader.schema.example("lesson-42-hold").tree,
                    ]))
        ]
    }

    private var requestBody: JSONTree? {
        switch doc.body {
        case .form(let form):
            return Self.requestBody(form, [Self.json(form), Self.urlencoded(form)])
        case .json(let form, let besides): return Self.requestBody(form, [Self.json(form, besides)])
        case .pageForm(let form): return Self.requestBody(form, [Self.urlencoded(form)])
        case .event:
            let event = JSONSchema.openObject(["id": .stripeID, "type": .string, "data": .openObject([:])])
            return [
                "required": true,
                "content": ["application/json": ["schema": JSONSchema.named("StripeEvent", event).tree]],
            ]
        case nil: return nil
        }
    }

    private static func requestBody(_ form: any FormShape, _ contents: [JSONTree.Member]) -> JSONTree {
        [
            "required": .bool(form.declaredFields.contains(where: \.isRequired)),
            "content": .object(contents),
        ]
    }

    private static func json(_ form: any FormShape, _ besides: JSONSchema? = nil) -> JSONTree.Member {
        let own = JSONSchema.named("\(type(of: form).title)Fields", form.schema(takesNull: true))
        let schema = besides.map { .all(of: [$0, own]) } ?? own
        return .init(name: "application/json", value: ["schema": schema.tree, "example": form.example])
    }

    private static func urlencoded(_ form: any FormShape) -> JSONTree.Member {
        let schema = JSONSchema.named("\(type(of: form).title)Form", form.schema(takesNull: false))
        return .init(
            name: "application/x-www-form-urlencoded",
            value: ["schema": schema.tree, "example": form.example])
    }

    /// Each is enough: OpenAPI wants all of what stands in one requirement.
    private var security: [JSONTree] {
        guard let rule = endpoint.access.rule(settings.access) else { return [] }
        var choices = TokenRole.allCases.filter(rule.roles.contains).map { role -> JSONTree in
            ["bearer": [.string(role.rawValue)]]
        }
        if !rule.scopes.isEmpty {
            let scheme = rule.scopes.allSatisfy { OAuthScope(rawValue: $0) != nil } ? "users" : "bearer"
            choices.append(
                .object([.init(name: scheme, value: .array(rule.scopes.map { .string($0) }))]))
        }
        return choices
    }

    // MARK: What it answers

    private var responses: JSONTree {
        let answers = doc.answers.map { answer in
            (answer.status.code, Self.response(answer.description, answer.contents, answer.headers))
        }
        let failures = doc.allFailures(endpoint.access, settings.access) + endpoint.limit.failures
        let codes = Set(failures.map(\.status.code)).subtracting(answers.map(\.0))
        let refusals = codes.map { code in (code, response(failures.filter { $0.status.code == code })) }
        let wire = RouteFailure.wire.map { failure in
            let name = String(describing: failure.status.reason).filter { $0 != " " }
            let component = Component(
                section: .responses, name: "\(errors)\(name)",
                tree: Self.response(failure.description, [errorContent], []))
            return (failure.status.code, JSONTree.reference(component))
        }
        return .object(
            (answers + refusals + wire).sorted { $0.0 < $1.0 }.map { .init(name: "\($0)", value: $1) })
    }

    private var errorContent: RouteAnswer.Content {
        RouteAnswer.Content(type: errors.contentType, schema: errors.schema)
    }

    /// Several reasons for one status become one response.
    private func response(_ failures: [RouteFailure]) -> JSONTree {
        var headers: [AnswerHeader] = []
        for header in failures.flatMap(\.headers) where !headers.contains(where: { $0.name == header.name }) {
            headers.append(header)
        }
        let page = doc.failsAsPage ? [RouteAnswer.Content(type: "text/html", schema: .string)] : []
        return Self.response(
            failures.map(\.description).joined(separator: " "),
            page + [errorContent], headers)
    }

    private static func response(
        _ description: String, _ contents: [RouteAnswer.Content], _ headers: [AnswerHeader]
    ) -> JSONTree {
        let shown = headers.map { header -> JSONTree.Member in
            let component = Component(
                section: .headers, name: header.name + (header.isAlways ? "" : "IfAny"),
                tree: [
                    "description": .string(header.description), "required": .bool(header.isAlways),
                    "schema": header.schema.tree,
                ])
            return .init(name: header.name, value: .reference(component))
        }
        return JSONTree.object([.init(name: "description", value: .string(description))])
            .with("headers", shown.isEmpty ? nil : .object(shown))
            .with(
                "content",
                contents.isEmpty
                    ? nil
                    : .object(
                        contents.map { .init(name: $0.type, value: ["schema": $0.schema.tree]) }))
    }
}

// On an answer's way: the OpenAPI document as a page, for people. It needs no script, and nothing from elsewhere.
internal import HTTPServer
internal import Payments

struct DocsPage {
    private let document: JSONTree

    init(_ document: JSONTree) { self.document = document }

    var html: HTML {
        PageFrame.page(
            "API",
            """
                <div class="title"><h2>API</h2></div>
                <div class="card api">
            \(paragraphs(document["info"]?["description"]))
                  <p>Besides what a route lists, any request may be refused before it gets there:
                    \(RouteFailure.wire.map { "\($0.status.code)" }.joined(separator: ", ")).</p>
                  <p>Programs read the same as <a href="/openapi.json">openapi.json</a>.</p>
                </div>
            \(contents)
            \(HTML(lines: tags.map(chapter)))
            \(schemas)
            """)
    }

    // MARK: Operations

    private struct Operation {
        let method: String
        let path: String
        let tree: JSONTree

        var id: String { tree["operationId"]?.word ?? "" }
    }

    private var tags: [String] { document["tags"]?.elements.compactMap { $0["name"]?.word } ?? [] }

    private func operations(_ tag: String) -> [Operation] {
        (document["paths"]?.members ?? []).flatMap { path in
            path.value.members
                .map { Operation(method: $0.name.uppercased(), path: path.name, tree: $0.value) }
                .filter { $0.tree["tags"] == [.string(tag)] }
        }
    }

    private var contents: HTML {
        let links = tags.flatMap(operations).map { operation -> HTML in
            """
                    <li><a href="#\(operation.id)"><code>\(operation.method) \(operation.path)</code></a> \
            \(operation.tree["summary"]?.word ?? "")</li>
            """
        }
        return """
                <nav class="card api" aria-label="All routes">
                  <ul>
            \(HTML(lines: links))
                  </ul>
                </nav>
            """
    }

    private func chapter(_ tag: String) -> HTML {
        """
            <h3>\(tag)</h3>
        \(HTML(lines: operations(tag).map(sheet)))
        """
    }

    private func sheet(_ operation: Operation) -> HTML {
        let tree = operation.tree
        let parameters = tree["parameters"]?.elements.map(\.resolved) ?? []
        let rows = parameters.map { parameter in
            row(
                parameter["name"], "in \(parameter["in"]?.word ?? "")",
                isRequired: parameter["required"] == true, parameter["schema"],
                saying: parameter["description"])
        }
        return """
                <section class="card api" id="\(operation.id)" aria-labelledby="\(operation.id)-name">
                  <h4 id="\(operation.id)-name"><code>\(operation.method) \(operation.path)</code></h4>
                  <p><strong>\(tree["summary"]?.word ?? "")</strong></p>
            \(paragraphs(tree["description"]))
            \(table("Parameters", rows))
            \(body(tree["requestBody"]))
            \(answers(tree["responses"]))
                </section>
            """
    }

    private func body(_ body: JSONTree?) -> HTML {
        guard let contents = body?["content"]?.members, let first = contents.first?.value else { return "" }
        let types = contents.map(\.name).joined(separator: " or ")
        let example: HTML = first["example"].map { "      <pre>\(HTML(linesOf: $0.inline))</pre>" } ?? ""
        return """
            \(table("Body, as \(types)", rows(of: first["schema"]?.resolved)))
            \(example)
            """
    }

    private func answers(_ responses: JSONTree?) -> HTML {
        // What the server refuses before any door is asked is the same everywhere, and told once.
        let own = (responses?.members ?? []).filter { $0.value.referredName == nil }
        let items = own.map { response -> HTML in
            let tree = response.value
            let kinds = (tree["content"]?.members ?? []).map { content -> HTML in
                " <code>\(content.name)</code> \(content.value["schema"].map(kind) ?? "")"
            }
            let headers = (tree["headers"]?.members ?? []).map { " <code>\($0.name)</code>" as HTML }
            return """
                        <dt>\(response.name)</dt><dd>\(tree["description"]?.word ?? "")\(HTML(lines: kinds))\
                \(headers.isEmpty ? "" : " with")\(HTML(lines: headers))</dd>
                """
        }
        return """
                  <h5>Answers</h5>
                  <dl class="facts">
            \(HTML(lines: items))
                  </dl>
            """
    }

    // MARK: Schemas

    private var schemas: HTML {
        let sheets = (document["components"]?["schemas"]?.members ?? []).map { schema -> HTML in
            """
                <section class="card api" id="schema-\(schema.name)" aria-labelledby="schema-\(schema.name)-name">
                  <h4 id="schema-\(schema.name)-name">\(schema.name)</h4>
            \(table("\(kind(schema.value))", rows(of: schema.value)))
                </section>
            """
        }
        return """
                <h3>Schemas</h3>
            \(HTML(lines: sheets))
            """
    }

    private func rows(of schema: JSONTree?) -> [HTML] {
        // Of several that hold together, the last one says most.
        let parts = [schema].compactMap(\.self) + (schema?["allOf"]?.elements.map(\.resolved) ?? [])
        let schema = parts.last { $0["properties"] != nil }
        let required = Set(schema?["required"]?.elements.compactMap(\.word) ?? [])
        return (schema?["properties"]?.members ?? []).map { member in
            row(
                .string(member.name), nil, isRequired: required.contains(member.name), member.value,
                saying: member.value["description"])
        }
    }

    private func row(
        _ name: JSONTree?, _ place: String?, isRequired: Bool, _ schema: JSONTree?, saying: JSONTree?
    ) -> HTML {
        let need = [place, isRequired ? "always" : "optional"].compactMap(\.self).joined(separator: ", ")
        return """
                    <tr><th scope="row"><code>\(name?.word ?? "")</code></th><td>\(need)</td>\
            <td>\(schema.map(kind) ?? "")</td><td>\(saying?.word ?? schema?["description"]?.word ?? "")</td></tr>
            """
    }

    private func table(_ caption: HTML, _ rows: [HTML]) -> HTML {
        guard !rows.isEmpty else { return "" }
        return """
                  <div class="table" tabindex="0"><table>
                    <caption>\(caption)</caption>
                    <tbody>
            \(HTML(lines: rows))
                    </tbody>
                  </table></div>
            """
    }

    /// What may stand there, in a few words.
    private func kind(_ schema: JSONTree) -> HTML {
        if let name = schema.referredName { return "<a href=\"#schema-\(name)\">\(name)</a>" }
        if let choices = schema["anyOf"]?.elements { return HTML(choices.map(kind), joinedBy: ", or ") }
        if schema["type"] == nil, let parts = schema["allOf"]?.elements {
            return HTML(parts.map(kind), joinedBy: " and ")
        }
        return "\(words(of: schema))\(schema["items"].map { " of \(kind($0))" } ?? "")"
    }

    private func words(of schema: JSONTree) -> String {
        if let words = schema["enum"]?.elements { return words.map(\.inline).joined(separator: ", ") }
        if let only = schema["const"] { return only.inline }
        let types = schema["type"]?.elements.compactMap(\.word) ?? []
        var parts = [
            (types.isEmpty ? [schema["type"]?.word].compactMap(\.self) : types).joined(separator: " or ")
        ]
        if let least = schema["minimum"], let most = schema["maximum"] {
            parts.append("\(least.inline) to \(most.inline)")
        }
        if let most = schema["maxLength"] { parts.append("at most \(most.inline) characters") }
        if let pattern = schema["pattern"]?.word { parts.append(pattern) }
        return parts.joined(separator: ", ")
    }

    private func paragraphs(_ text: JSONTree?) -> HTML {
        HTML(
            lines: (text?.word ?? "").split(separator: "\n").map { line -> HTML in
                "      <p>\(String(line))</p>"
            })
    }
}

extension HTML {
    fileprivate init(_ parts: [HTML], joinedBy word: HTML) {
        self = parts.dropFirst().reduce(parts.first ?? "") { "\($0)\(word)\($1)" }
    }
}

// MARK: Reading the document

extension JSONTree {
    fileprivate var word: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    fileprivate var elements: [JSONTree] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    /// What it refers to, or itself.
    fileprivate var resolved: JSONTree {
        guard case .reference(let component, _) = self else { return self }
        return component.tree
    }

    /// Of a schema that stands under its own name.
    fileprivate var referredName: String? {
        guard case .reference(let component, _) = self else { return nil }
        return component.name
    }

    fileprivate var inline: String { word ?? String(text.dropLast()) }
}

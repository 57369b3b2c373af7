// On a request's way: the OpenAPI document and its page, made when somebody first asks.
internal import Basics
internal import HTTPServer
internal import Payments

final class DocsDoor: Sendable {
    private struct Contents {
        let document: StaticContent
        let page: StaticContent
    }

    private let settings: OpenAPISettings
    private let pageFields: [Response.Field]
    private let made = Lock<Contents?>(nil)

    init(_ settings: Settings) {
        self.settings = OpenAPISettings(
            authorizationURL: settings.authorizationURL, access: settings.access)
        pageFields = PagePolicy(script: settings.stripe.script.origin).fields
    }

    /// `GET /openapi.json`.
    @Sendable func document(_ request: Request) async -> Response {
        await contents.document.answer(request)
    }

    /// `GET /docs`: the same for people.
    @Sendable func page(_ request: Request) async -> Response {
        await contents.page.answer(request)
    }

    private var contents: Contents {
        made.withLock { made in
            if let made { return made }
            let tree = OpenAPIDocument(Routes.all, settings).tree
            let contents = Contents(
                document: StaticContent(
                    Array(tree.text.utf8), type: FieldValue(constant: "application/json; charset=utf-8")),
                page: StaticContent(
                    Array(DocsPage(tree).html.source.utf8),
                    type: FieldValue(constant: "text/html; charset=utf-8"), fields: pageFields))
            made = contents
            return contents
        }
    }
}

// Proves that the API's documentation is whole, is what the repository shows, and is for people too.
import Basics
import CurlClient
import Foundation
import HTTPServer
import StripeStub
import Testing
import Tokens

@testable import App

@Suite("OpenAPI document", .timeLimit(.minutes(5)), .serialized)
struct OpenAPITests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let settings = OpenAPISettings(
        authorizationURL: "https://sign-in.example.com/oauth/authorize",
        access: AccessSettings(lessonsAuth: .open, areAirlineRoutesOpen: false))

    private func expectCurrent(_ path: String, _ text: String) throws {
        let file = Self.root.appending(path: path)
        if Environment.ofProcess("RECORD") == "yes" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let checkedIn = try String(contentsOf: file, encoding: .utf8)
        let isCurrent = checkedIn == text
        #expect(isCurrent, "\(path) differs: RECORD=yes writes it anew")
    }

    @Test("docs/reference/openapi.json is what is served (RECORD=yes writes it anew)")
    func golden() async throws {
        try await Shop.open { shop in
            let served = try await shop.getRaw("/openapi.json")
            #expect(served.status == 200)
            #expect(served.header("Content-Type") == "application/json; charset=utf-8")
            try expectCurrent("docs/reference/openapi.json", String(decoding: served.body, as: UTF8.self))
            let tag = try #require(served.header("ETag"))
            let again = try await shop.getRaw("/openapi.json", headers: ["If-None-Match: \(tag)"])
            #expect(again.status == 304)
        }
    }

    @Test("the collection for Postman is made of the document (RECORD=yes writes it anew)")
    func postman() throws {
        let document = OpenAPIDocument(Routes.all, Self.settings).tree
        try expectCurrent(
            "examples/postman/fermata.postman_collection.json", PostmanCollection(document).tree.text)
    }

    @Test("every route is there once, with an id of its own, and every reference leads somewhere")
    func whole() throws {
        let text = OpenAPIDocument(Routes.all, Self.settings).tree.text
        let document = try ServedDocument(try JSON(Array(text.utf8)))
        #expect(document.operations.count == Routes.all.count)
        #expect(Set(Routes.all.map(\.doc.id)).count == Routes.all.count)
        for name in text.matches(of: #/"#/components/schemas/([^"]+)"/#).map({ String($0.output.1) }) {
            #expect(document.schemas[name] != nil, "\(name)")
        }
    }

    @Test("who may call stands in the security of a route: a choice for each role, scopes together")
    func security() throws {
        func security(_ rule: CallerRule) -> JSONTree? {
            let endpoint = Endpoint(.get, "/docs", .docs, access: rule) { _ in { _, _ in .init(.ok) } }
            return OpenAPIOperation(endpoint, Self.settings).tree["security"]
        }
        #expect(security(.bearer(.staff, .service)) == [["bearer": ["staff"]], ["bearer": ["service"]]])
        #expect(
            security(.bearer(scopes: ["write:payment", "read:payment"]))
                == [["users": ["write:payment", "read:payment"]]])
        #expect(security(.shopStaff)?.elements.last == ["bearer": ["lessons"]])
    }

    @Test("settings that change who may call, and where one signs in, change the document")
    func settingsShow() async throws {
        let url = "https://login.example.com/authorize?tenant=1"
        try await Shop.open(["LESSONS_AUTH": "required", "OAUTH_AUTHORIZATION_URL": url]) { shop in
            let document = try await shop.get("/openapi.json").json
            let flow = document["components"]?["securitySchemes"]?["users"]?["flows"]?["implicit"]
            #expect(flow?["authorizationUrl"]?.string == url)
            #expect(flow?["scopes"]?.members.map(\.name) == ["write:payment", "read:payment"])
            let schedule = document["paths"]?["/schedule-lesson"]?["post"]
            #expect(schedule?["security"]?.elements.isEmpty == false)
            #expect(schedule?["responses"]?["401"] != nil)
        }
        let open = OpenAPIDocument(Routes.all, Self.settings).tree["paths"]?["/schedule-lesson"]?["post"]
        #expect(open?["security"] == JSONTree.array([]))
        #expect(open?["responses"]?["401"] == nil)
    }

    @Test("the page has every route and every schema, and wants no script and nothing from elsewhere")
    func page() async throws {
        try await Shop.open { shop in
            let page = try await shop.getRaw("/docs")
            let html = String(decoding: page.body, as: UTF8.self)
            #expect(page.header("Content-Security-Policy")?.hasPrefix("default-src 'none'") == true)
            for endpoint in Routes.all {
                #expect(html.contains("<section class=\"card api\" id=\"\(endpoint.doc.id)\""))
            }
            for form in OpenAPIFormTests.bodies.map(\.form) {
                for field in form.declaredFields {
                    #expect(html.contains("<th scope=\"row\"><code>\(field.name)</code></th>"))
                }
            }
            let ids = Set(html.matches(of: #/ id="([^"]+)"/#).map { String($0.output.1) })
            for link in html.matches(of: #/ href="#([^"]+)"/#).map({ String($0.output.1) }) {
                #expect(ids.contains(link), "\(link)")
            }
            for bad in ["<script", "style=", "https://", "\u{FFFD}", "onclick"] {
                let isThere = html.contains(bad)
                #expect(!isThere, "\(bad)")
            }
        }
    }
}

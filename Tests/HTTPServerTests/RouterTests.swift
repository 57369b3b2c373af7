// Routing: from method and path to a route.
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)))
struct RouterTests {
    private static let router = Router(
        [
            (Method.get, "/"), (.get, "/v1/customers"), (.post, "/v1/customers"), (.get, "/v1/customers/:id"),
            (.delete, "/v1/customers/:id"), (.get, "/v1/customers/search"),
            (.post, "/v1/customers/:id/cards/:card"),
        ].map { method, pattern in
            Route(method, pattern, bodyBytesMax: 0) { _ in Response(.ok) }
        })

    private static func find(_ method: Method, _ path: String) -> String {
        switch router.match(method, ArraySlice(path.utf8)) {
        case .found(let route, let parameters): "\(route.method.name) \(route.pattern) \(parameters)"
        case .methodNotAllowed(let methods): "405 \(methods.map(\.name).joined(separator: ","))"
        case .notFound: "404"
        }
    }

    private static let found: [(Method, String, String)] = [
        (.get, "/", "GET / []"),
        (.get, "/v1/customers", "GET /v1/customers []"),
        (.post, "/v1/customers", "POST /v1/customers []"),
        (.get, "/v1/customers/cus_1", "GET /v1/customers/:id [\"cus_1\"]"),
        (.head, "/v1/customers/cus_1", "GET /v1/customers/:id [\"cus_1\"]"),
        (.get, "/v1/customers/search", "GET /v1/customers/search []"),
        (.get, "/v1/customers/searches", "GET /v1/customers/:id [\"searches\"]"),
        (.post, "/v1/customers/a/cards/b", "POST /v1/customers/:id/cards/:card [\"a\", \"b\"]"),
        (.get, "/v1/%63ustomers", "GET /v1/customers []"),
        (.get, "/v1/customers/a%2Fb+c%20d", "GET /v1/customers/:id [\"a/b+c d\"]"),
        (.get, "/v1/customers/..", "GET /v1/customers/:id [\"..\"]"),
    ]

    @Test("literals win over parameters, which come percent-decoded", arguments: found)
    func finds(method: Method, path: String, expected: String) {
        #expect(Self.find(method, path) == expected)
    }

    private static let missed: [(Method, String, String)] = [
        (.put, "/v1/customers", "405 GET,HEAD,POST,OPTIONS"),
        (.head, "/v1/customers/a/cards/b", "405 POST,OPTIONS"),
        (.options, "/v1/customers/a", "405 GET,HEAD,DELETE,OPTIONS"),
        (.other, "/", "405 GET,HEAD,OPTIONS"),
        (.get, "/v1", "404"), (.get, "/v1/", "404"), (.get, "/v1/customers/", "404"), (.get, "//", "404"),
        (.get, "/V1/customers", "404"), (.get, "/v1/customers/a/b", "404"),
        (.get, "/v1/customers/%zz", "404"),
        (.get, "/v1/customers/%2", "404"), (.get, "/v1/customers/a/", "404"), (.options, "*", "404"),
    ]

    @Test("a known path answers with its methods, an unknown one with nothing", arguments: missed)
    func misses(method: Method, path: String, expected: String) {
        #expect(Self.find(method, path) == expected)
    }

    @Test("a router of everything sends each path and method to its one handler")
    func everything() {
        let router = Router(everything: { _ in Response(.ok) })
        for path in ["/", "/any/path", "*", "/%zz"] {
            guard case .found = router.match(.other, ArraySlice(path.utf8)) else {
                Issue.record("\(path) was not found")
                return
            }
        }
    }
}

@Suite(.timeLimit(.minutes(5)))
struct PercentEncodingTests {
    private static let decoded: [(String, Bool, String?)] = [
        ("", false, ""), ("plain", false, "plain"), ("%41%62", false, "Ab"), ("%e2%82%AC", false, "€"),
        ("a+b", false, "a+b"), ("a+b", true, "a b"), ("a%2Bb", true, "a+b"), ("%00", false, "\u{0}"),
        ("%", false, nil), ("%4", false, nil), ("a%4", false, nil), ("%4g", false, nil), ("%%41", false, nil),
        ("%+1", true, nil), ("%41%", false, nil),
    ]

    @Test("two hexadecimal digits after a percent sign, and nothing else", arguments: decoded)
    func decodes(text: String, plusIsSpace: Bool, expected: String?) {
        // A slice whose indices do not begin at zero.
        let bytes = Array("xx\(text)yy".utf8)[2..<(2 + text.utf8.count)]
        let decoded = PercentEncoding.decode(bytes, plusIsSpace: plusIsSpace)
        #expect(decoded.map { String(decoding: $0, as: UTF8.self) } == expected)
    }
}

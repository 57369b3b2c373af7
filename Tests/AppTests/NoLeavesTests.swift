// What every answer says to browsers, and what no path leads to: other sites' scripts, and files that are nobody's.
import CurlClient
import Testing

@Suite("What is given to nobody", .timeLimit(.minutes(5)), .serialized)
struct NoLeavesTests {
    @Test(
        "no answer lets another site's script read it, whoever asks for leave",
        arguments: ["https://evil.example", "null", "http://localhost:1"])
    func otherSites(origin: String) async throws {
        let leaves = ["Origin", "Credentials", "Methods", "Headers"].map { "Access-Control-Allow-\($0)" }
        try await Shop.open { shop in
            for path in ["/config", "/healthz", "/openapi.json", "/bookings", "/payments", "/api/gigs/"] {
                let answer = try await shop.getUnchecked(path, headers: ["Origin: \(origin)"])
                for leave in leaves { #expect(answer.header(leave) == nil, "\(path)") }
            }
        }
    }

    @Test("every answer, refusals too, is of the type it says and tells no other site where it came from")
    func everyAnswer() async throws {
        try await Shop.open { shop in
            for path in ["/", "/healthz", "/nowhere", "/bookings", "/admin", "/api/gigs/", "/webhook"] {
                let answer = try await shop.getUnchecked(path)
                #expect(answer.header("X-Content-Type-Options") == "nosniff", "\(path)")
                let referrer = answer.header("Referrer-Policy")
                #expect(referrer == "no-referrer" || referrer == "same-origin", "\(path)")
            }
        }
    }

    @Test(
        "what lies beside the server is no page, however its path is spelled",
        arguments: [
            "/.env", "/.git/config", "/data/fermata.db", "/../.env", "/%2e%2e/.env", "/..%2f.env",
            "//etc/passwd",
            "/..%5c.env", "/site.css%00.env", "/.%2e/.%2e/etc/passwd", "/docs/../.env",
        ])
    func besides(path: String) async throws {
        try await Shop.open { shop in
            let answer = try await shop.getUnchecked(path)
            #expect(answer.status == 404 || answer.status == 400, "\(answer.status)")
        }
    }
}

// The stub's Stripe.js over the wire.
import CurlClient
import StripeStub
import Testing

@Suite("Stripe.js", .timeLimit(.minutes(5)), .serialized)
struct StripeJSFilesTests {
    @Test("the script stands where Stripe's does, and every file that a frame names is there")
    func files() async throws {
        try await StubScene.play { scene in
            let script = try await scene.ask(.get, "/v3/")
            #expect(script.status == 200)
            #expect(script.header("Content-Type") == "text/javascript; charset=utf-8")
            #expect(try await scene.ask(.get, "/v3").body == script.body)
            let text = String(decoding: script.body, as: UTF8.self)
            #expect(text.contains("card-form.html"))
            for page in ["/v3/card-form.html", "/v3/challenge.html", "/v3/challenge-bank.html"] {
                let html = String(decoding: try await scene.ask(.get, page).body, as: UTF8.self)
                let links = html.matches(of: /(?:href|src)="([^"]*)"/).map { String($0.output.1) }
                #expect(links.contains("/v3/frame.css"))
                for link in links {
                    let status = try await scene.ask(.get, link).status
                    #expect(status == 200, "\(page) names \(link)")
                }
            }
        }
    }

    @Test("a file meets no fault, is no call, and is not found under another name or method")
    func apart() async throws {
        try await StubScene.play { scene in
            try await scene.fault(#"{"kind": "error_503", "count": 1}"#)
            #expect(try await scene.ask(.get, "/v3/").status == 200)
            #expect(scene.server.calls.isEmpty)
            #expect(try await scene.ask(.post, "/v3/").status == 503)
            #expect(try await scene.ask(.get, "/v3/other.js").status == 404)
        }
    }
}

// Loopback is not private to people: a browser on this machine carries other sites' forms to it too.
import Basics
import CurlClient
import HTTPServer
import StripeStub
import Testing

@Suite("Access", .timeLimit(.minutes(5)), .serialized)
struct AccessTests {
    @Test(
        "a page of another site cannot move money",
        arguments: [
            "Origin: https://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site",
            "Origin: http://localhost:1",
        ])
    func foreignPages(header: String) async throws {
        try await Shop.open { shop in
            let reply = try await shop.post(
                "/schedule-lesson", form: "customer_id=cus_SandboxApprove&amount=500&description=d",
                headers: [header])
            #expect(reply.status == 403, "\(reply.text)")
            #expect(reply.errorCode == "origin_forbidden")
            #expect(shop.stripe.calls.isEmpty)
        }
    }

    @Test("the shop's own pages can, on every name of theirs")
    func ownPages() async throws {
        try await Shop.open(["DOMAIN": "https://lessons.example.com"]) { shop in
            let port = shop.address.port
            for origin in [
                "http://localhost:\(port)", "http://127.0.0.1:\(port)", "http://[::1]:\(port)",
                "https://lessons.example.com",
            ] {
                let reply = try await shop.post(
                    "/schedule-lesson", form: "customer_id=cus_SandboxApprove&amount=500&description=d",
                    headers: ["Origin: \(origin)", "Sec-Fetch-Site: same-origin"])
                #expect(reply.status == 200, "\(origin): \(reply.text)")
            }
        }
    }

    @Test("on loopback, a name that somebody else points here is not ours")
    func foreignHosts() async throws {
        try await Shop.open(["DOMAIN": "https://lessons.example.com"]) { shop in
            for host in ["evil.example", "evil.example:\(shop.address.port)", "localhost:1"] {
                let reply = try await shop.post("/schedule-lesson", json: "{}", headers: ["Host: \(host)"])
                #expect(reply.status == 421, "\(host): \(reply.text)")
                #expect(reply.errorCode == "host_unknown")
            }
            let ours = try await shop.post(
                "/schedule-lesson", json: "{}", headers: ["Host: lessons.example.com"])
            #expect(ours.status == 400)
        }
    }

    @Test("health answers under any name, for whoever watches it")
    func health() async throws {
        try await Shop.open { shop in
            let health = try await shop.get("/healthz", headers: ["Host: watcher.example"])
            #expect(health.status == 200)
        }
    }
}

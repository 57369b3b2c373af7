// Who gets to the desk with a browser, for how long, and whose forms it takes.
import Basics
import CurlClient
import HTTPServer
import StripeStub
import Testing
import Tokens

@testable import App

@Suite("Desk: sign-in", .timeLimit(.minutes(5)), .serialized)
struct AdminSignInTests {
    @Test("without a session every page and every form of the desk leads to the sign-in, and does nothing")
    func nobody() async throws {
        try await Desk.open { desk in
            for endpoint in Routes.admin where endpoint.pattern != "/admin/sign-in" {
                let path = endpoint.pattern.replacing(":id", with: "1")
                let reply =
                    endpoint.method == .get
                    ? try await desk.page(path) : try await desk.send("form_mark=1", to: path)
                #expect(reply.status == 303, "\(path): \(reply.status)")
                #expect(reply.header("Location") == "/admin/sign-in")
            }
        }
    }

    @Test("a staff token opens a session whose cookie no script reads and no other site's page sends")
    func staff() async throws {
        try await Desk.open { desk in
            let reply = try await desk.signIn(try desk.token())
            #expect(reply.status == 303)
            #expect(reply.header("Location") == "/admin")
            let cookie = try #require(reply.header("Set-Cookie"))
            #expect(cookie.hasSuffix("; Path=/; Max-Age=3600; HttpOnly; SameSite=Strict"), "\(cookie)")
            // Her name in digits: whatever signs a name has, a cookie may have them.
            #expect(cookie.contains(".6d6961."), "\(cookie)")
            let page = try await desk.browser().page("/admin")
            #expect(page.status == 200)
            #expect(page.html.contains("Sign out staff:mia"))
            #expect(desk.shop.log.text.contains(#""caller":"staff:mia""#))
        }
    }

    @Test("where browsers come by https, the cookie is for this host and https alone")
    func https() async throws {
        try await Desk.open(["DOMAIN": "https://lessons.example.com"]) { desk in
            let cookie = try #require(try await desk.signIn(try desk.token()).header("Set-Cookie"))
            #expect(cookie.hasPrefix("__Host-desk=staff."))
            #expect(cookie.hasSuffix("; HttpOnly; SameSite=Strict; Secure"))
        }
    }

    @Test("tokens of others, broken ones and none open nothing", arguments: TokenRole.allCases)
    func refused(role: TokenRole) async throws {
        try await Desk.open { desk in
            var tokens = ["x", try desk.token(secret: "another-house-secret-of-32-characters")]
            tokens.append(try desk.token(seconds: -60))
            if role != .staff { tokens.append(try desk.token(role)) }
            for token in tokens {
                let reply = try await desk.signIn(token)
                #expect(reply.status == 403)
                #expect(reply.header("Set-Cookie") == nil)
                #expect(reply.html.contains(#"role="alert""#))
                #expect(!desk.shop.log.text.contains(token) || token == "x")
            }
            #expect(try await desk.send("", to: "/admin/sign-in").status == 400)
        }
    }

    @Test("where no key is set nobody signs in, and the page says what to set; an old token is told so")
    func noKeys() async throws {
        try await Shop.open(SettingsTests.keys) { shop in
            let reply = PageReply(
                try await shop.postRaw(
                    "/admin/sign-in", Array("token=x.y.z".utf8),
                    headers: ["Content-Type: application/x-www-form-urlencoded"]))
            #expect(reply.status == 503)
            #expect(reply.html.contains("AUTH_JWT_SECRET"))
        }
        try await Desk.open { desk in
            let reply = try await desk.signIn(try desk.token(seconds: -60))
            #expect(reply.html.contains("The token has expired: get a new one."))
        }
    }

    @Test("a session ends with its token, and after eight hours at the latest", arguments: [600, 90_000])
    func over(tokenSeconds: Int64) async throws {
        try await Desk.open { desk in
            let browser = try await desk.browser(seconds: tokenSeconds)
            desk.advance(min(tokenSeconds, AdminSessions.secondsMax) - 1)
            #expect(try await browser.page("/admin").status == 200)
            desk.advance(1)
            #expect(try await browser.page("/admin").status == 303)
        }
    }

    @Test("a cookie that was changed in any place is none")
    func forged() async throws {
        try await Desk.open { desk in
            let browser = try await desk.browser()
            let value = Array(browser.cookie.dropFirst("desk=".count))
            for index in stride(from: 0, to: value.count, by: 7) + [value.count - 1] {
                var changed = value
                changed[index] = changed[index] == "1" ? "2" : "1"
                let reply = try await desk.shop.getRaw(
                    "/admin", headers: ["Cookie: desk=\(String(changed))"])
                #expect(reply.status == 303, "\(index)")
            }
            let status = try await desk.shop.getRaw(
                "/admin", headers: ["Cookie: other=1; \(browser.cookie)"]
            ).status
            #expect(status == 200)
        }
    }

    @Test("a form without the session's mark, or with another session's, is refused")
    func foreignForm() async throws {
        try await Desk.open { desk in
            let (browser, other) = (try await desk.browser(), try await desk.browser())
            for mark in [nil, "", other.mark, String(browser.mark.dropLast())] {
                let reply = try await browser.send("", to: "/admin/sign-out", mark: mark)
                #expect(reply.status == 403, "\(mark ?? "none")")
                #expect(reply.header("Set-Cookie") == nil)
            }
            let reply = try await browser.send(to: "/admin/sign-out")
            #expect(reply.status == 303)
            #expect(reply.header("Set-Cookie")?.hasPrefix("desk=; Path=/; Max-Age=0") == true)
        }
    }

    @Test("a form of another site's page is refused, also the one that signs in")
    func foreignOrigin() async throws {
        try await Desk.open { desk in
            let token = try desk.token()
            for header in ["Origin: https://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site"] {
                let reply = try await desk.shop.post(
                    "/admin/sign-in", form: "token=\(token)", headers: [header])
                #expect(reply.status == 403)
                #expect(reply.errorCode == "origin_forbidden")
            }
        }
    }

    @Test("a sandbox signs in by a button; a house with a secret of its own has none")
    func sandbox() async throws {
        try await Desk.open { desk in
            let html = try await desk.page("/admin/sign-in").html
            let token = try #require(html.firstMatch(of: #/name="token" value="([^"]+)"/#))
            let reply = try await desk.signIn(String(token.output.1))
            #expect(reply.status == 303)
        }
        try await Desk.open(["AUTH_JWT_SECRET": "0123456789abcdef0123456789abcdef"]) { desk in
            let html = try await desk.page("/admin/sign-in").html
            #expect(!html.contains(#"type="hidden""#))
        }
    }
}

// Somebody of the staff at the desk with a browser, for short.
import App
import Basics
import CurlClient
import Testing
import Tokens

/// A browser that is signed in, as far as the desk can tell.
struct AdminBrowser: Sendable {
    let desk: Desk
    /// `desk=...`
    let cookie: String
    /// What its forms carry.
    let mark: String

    func page(_ path: String) async throws -> PageReply {
        PageReply(try await desk.shop.getRaw(path, headers: ["Cookie: \(cookie)"]))
    }

    /// - Parameter mark: of another session, or nil to leave it out.
    func send(_ form: String, to path: String, mark: String?) async throws -> PageReply {
        let parts = [form, mark.map { "form_mark=\($0)" } ?? ""].filter { !$0.isEmpty }
        return PageReply(
            try await desk.shop.postRaw(
                path, Array(parts.joined(separator: "&").utf8),
                headers: ["Cookie: \(cookie)", "Content-Type: application/x-www-form-urlencoded"]))
    }

    func send(_ form: String = "", to path: String) async throws -> PageReply {
        try await send(form, to: path, mark: mark)
    }
}

extension Desk {
    func token(
        _ role: TokenRole = .staff, _ subject: String = "mia", seconds: Int64 = 3600,
        secret: String = AuthSettings.sandboxSecret
    ) throws -> String {
        let claims = try TokenClaims(subject: subject, role: role, expiresAt: now + seconds)
        return try #require(TokenSigner(secret: Secret(secret)).sign(claims, now: now))
    }

    func signIn(_ token: String) async throws -> PageReply {
        try await send("token=\(token)", to: "/admin/sign-in")
    }

    func browser(seconds: Int64 = 3600) async throws -> AdminBrowser {
        let reply = try await signIn(try token(seconds: seconds))
        #expect(reply.status == 303, "\(reply.html)")
        let cookie = String(try #require(reply.header("Set-Cookie")).prefix { $0 != ";" })
        let html = PageReply(try await shop.getRaw("/admin", headers: ["Cookie: \(cookie)"])).html
        let mark = try #require(html.firstMatch(of: #/name="form_mark" value="([0-9a-f]{64})"/#))
        return AdminBrowser(desk: self, cookie: cookie, mark: String(mark.output.1))
    }
}

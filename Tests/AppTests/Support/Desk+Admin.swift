// Somebody of the staff at the desk with a browser, for short.
import App
import Basics
import CurlClient
import Testing
import Tokens

/// A browser that is signed in, as far as the desk can tell.
struct AdminBrowser: Sendable {
    let shop: Shop
    /// `desk=...`
    let cookie: String
    /// What its forms carry.
    let mark: String

    func page(_ path: String) async throws -> PageReply {
        PageReply(try await shop.getRaw(path, headers: ["Cookie: \(cookie)"]))
    }

    /// - Parameter mark: of another session, or nil to leave it out.
    func send(_ form: String, to path: String, mark: String?) async throws -> PageReply {
        let parts = [form, mark.map { "form_mark=\($0)" } ?? ""].filter { !$0.isEmpty }
        return PageReply(
            try await shop.postRaw(
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

    func signIn(_ token: String) async throws -> PageReply { try await shop.signIn(token) }

    func browser(seconds: Int64 = 3600) async throws -> AdminBrowser {
        try await shop.browser(try token(seconds: seconds))
    }
}

extension Shop {
    func signIn(_ token: String) async throws -> PageReply {
        PageReply(
            try await postRaw(
                "/admin/sign-in", Array("token=\(token)".utf8),
                headers: ["Content-Type: application/x-www-form-urlencoded"]))
    }

    /// Mia's, of the staff.
    func browser(now: Int64) async throws -> AdminBrowser {
        let claims = try TokenClaims(subject: "mia", role: .staff, expiresAt: now + 3600)
        let signer = TokenSigner(secret: Secret(AuthSettings.sandboxSecret))
        return try await browser(try #require(signer.sign(claims, now: now)))
    }

    func browser(_ token: String) async throws -> AdminBrowser {
        let reply = try await signIn(token)
        #expect(reply.status == 303, "\(reply.html)")
        let cookie = String(try #require(reply.header("Set-Cookie")).prefix { $0 != ";" })
        let html = PageReply(try await getRaw("/admin", headers: ["Cookie: \(cookie)"])).html
        let mark = try #require(html.firstMatch(of: #/name="form_mark" value="([0-9a-f]{64})"/#))
        return AdminBrowser(shop: self, cookie: cookie, mark: String(mark.output.1))
    }
}

extension PageReply {
    /// The fields of the first form that has such a button, as a browser would send them.
    func form(_ button: String) throws -> String {
        let forms = html.matches(of: #/<form class="card" method="post".*?<\/form>/#.dotMatchesNewlines())
        let form = try #require(forms.map(\.output).first { $0.contains(">\(button)</button>") }, "\(html)")
        return form.matches(of: #/name="([^"]+)" value="([^"]+)"/#)
            .filter { $0.output.1 != "form_mark" }
            .map { "\($0.output.1)=\($0.output.2)" }.joined(separator: "&")
    }
}

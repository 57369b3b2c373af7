// On a desk request's way: from a token that somebody pastes to a session of theirs.
internal import Basics
internal import HTTPServer
internal import Payments
internal import Tokens

struct AdminSignIn: Sendable {
    let sessions: AdminSessions
    /// nil when there is no key.
    let verifier: TokenVerifier?
    /// Of a sandbox whose secret everybody knows: nobody need paste anything there.
    let sandbox: TokenSigner?
    let clock: WallClock
    let log: Log

    /// `GET /admin/sign-in`
    @Sendable func page(_ request: Request) async -> Response {
        page(.ok, problem: nil)
    }

    /// `POST /admin/sign-in`. The door keeps other sites' forms out: nobody is signed in as somebody else unawares.
    @Sendable func start(_ request: Request) async -> Response {
        do {
            let form = try SignInForm(try FormReader(request))
            let claims = try await proven(form.token, request)
            guard let session = sessions.open(claims), let cookie = sessions.cookie(session) else {
                return page(.forbidden, problem: "The token is good, and is not of somebody of the staff.")
            }
            log.info("admin_signed_in") { line in
                line.member("request_id", request.id)
                line.member("caller", session.caller.name)
            }
            var response = Response.seeOther("/admin")
            response.add("Set-Cookie", cookie)
            return response
        } catch let failure as FormFailure {
            return page(failure.status, problem: failure.message)
        } catch let refusal as AccessRefusal {
            return page(refusal.pageStatus, problem: refusal.message)
        } catch {
            FailureLog(log: log).note(error, request)
            return AdminFrame.problem(.internalServerError, "Something failed here that should not have.")
        }
    }

    private func proven(_ token: String, _ request: Request) async throws(AccessRefusal) -> TokenClaims {
        guard let verifier else { throw .noKeys }
        do throws(TokenFailure) {
            return try await verifier.verify(Array(token.utf8), now: clock.nowSeconds)
        } catch .keysUnreachable {
            throw .keysUnreachable
        } catch {
            log.info("token_refused") { line in
                line.member("request_id", request.id)
                line.member("reason", "\(error)")
            }
            throw .badToken(error)
        }
    }

    private func page(_ status: Status, problem: String?) -> Response {
        let alert: HTML = problem.map { "      <p class=\"sr-field-error\" role=\"alert\">\($0)</p>\n" } ?? ""
        return .page(
            status,
            AdminFrame.document(
                "Sign in", "",
                """
                    <section class="card" aria-label="Sign in with a token">
                \(alert)      <form method="post" action="/admin/sign-in">
                        <label for="token">Your staff token</label>
                        <textarea id="token" name="token" rows="5" required spellcheck="false" autocomplete="off" \
                aria-describedby="token-help"></textarea>
                        <p id="token-help" class="muted">Whoever runs the server makes one: \
                fermata token --role staff --sub NAME. You are signed in for eight hours at most.</p>
                        <button class="button" type="submit">Sign in</button>
                      </form>
                    </section>
                \(sandboxForm)
                """))
    }

    private var sandboxForm: HTML {
        let now = clock.nowSeconds
        guard let sandbox,
            let claims = try? TokenClaims(
                subject: "sandbox", role: .staff, expiresAt: now + AdminSessions.secondsMax),
            let token = sandbox.sign(claims, now: now)
        else { return "" }
        return """
                <section class="card" aria-labelledby="sandbox">
                  <h2 id="sandbox">This is a sandbox</h2>
                  <form method="post" action="/admin/sign-in">
                    <input type="hidden" name="token" value="\(token)">
                    <button class="button" type="submit">Sign in without a token</button>
                  </form>
                </section>
            """
    }
}

extension AccessRefusal {
    /// 401 would want a challenge, which makes browsers ask for a password.
    fileprivate var pageStatus: Status { status == .unauthorized ? .forbidden : status }
}

struct SignInForm {
    let token: String

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "SignIn"

        /// As long as a verifier takes.
        let token = FormField<String>(
            "token", "A staff token.", .text(characters: 1...8192), example: "header.claims.signature"
        ) { value, name throws(FormFailure) in
            try value.characters(name, max: 8192)
        }
    }

    /// Blanks around it come from copying.
    init(_ form: FormReader<Shape>) throws(FormFailure) {
        let text = try form.token
        token = String(text.filter { !$0.isWhitespace })
    }
}

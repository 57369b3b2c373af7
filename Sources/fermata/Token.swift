// The program: a token for whoever holds the server's secret, printed.
internal import App
internal import Basics
internal import Tokens

struct Token {
    private let options: TokenOptions

    init(_ options: TokenOptions) {
        self.options = options
    }

    func run() -> ExitStatus {
        do throws(SettingsFailure) {
            let auth = try AuthSettings.load(sandbox: options.isSandbox, path: options.settingsPath)
            guard let signer = auth?.signer else { return fail(auth == nil ? Self.noKey : Self.noSecret) }
            guard let token = signer.sign(options.claims, now: WallClock.system.nowSeconds) else {
                return fail("there is no memory to sign it")
            }
            Terminal.write(options.isJSON ? json(token) : token)
            return .good
        } catch {
            return fail(error.description)
        }
    }

    private func json(_ token: String) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("token", token)
        writer.member("expires_at", CivilTime.rfc3339(options.claims.expiresAt))
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static let noKey = """
        AUTH_JWT_SECRET is not set. Set it to the server's, or add --sandbox when the server was started so.
        """
    private static let noSecret = """
        the settings name public keys, and a public key signs nothing. Get the token from whoever holds the private \
        one, or set AUTH_JWT_SECRET in place of AUTH_JWT_PUBLIC_KEY_FILE, AUTH_JWKS_FILE or AUTH_JWKS_URL, here and \
        for the server.
        """

    private func fail(_ reason: String) -> ExitStatus {
        Terminal.complain("No token: \(reason)")
        return .settings
    }
}

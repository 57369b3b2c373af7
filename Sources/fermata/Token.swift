// The program: a token for whoever holds the server's secret, printed.
internal import App
internal import Basics
internal import Tokens

struct Token {
    private let options: TokenOptions

    init(_ options: TokenOptions) {
        self.options = options
    }

    /// - Returns: the process' exit status.
    func run() -> Int32 {
        do throws(SettingsFailure) {
            let auth = try AuthSettings.load(sandbox: options.isSandbox, path: options.settingsPath)
            guard let signer = auth?.signer else { return fail(auth == nil ? Self.noKey : Self.noSecret) }
            guard let token = signer.sign(options.claims, now: WallClock.system.nowSeconds) else {
                return fail("there is no memory to sign it")
            }
            Terminal.write(token)
            return 0
        } catch {
            return fail(error.description)
        }
    }

    private static let noKey = """
        AUTH_JWT_SECRET is not set. Set it to the server's, or add --sandbox when the server was started so.
        """
    private static let noSecret = """
        the settings name public keys, and a public key signs nothing. Get the token from whoever holds the private \
        one, or set AUTH_JWT_SECRET in place of AUTH_JWT_PUBLIC_KEY_FILE, AUTH_JWKS_FILE or AUTH_JWKS_URL, here and \
        for the server.
        """

    private func fail(_ reason: String) -> Int32 {
        Terminal.complain("No token: \(reason)")
        return 78
    }
}

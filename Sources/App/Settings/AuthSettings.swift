// At the start: by what the tokens of those who call are proven.
package import Basics
package import Tokens

package struct AuthSettings: Sendable {
    /// Any of them proves a token.
    let keys: [TokenKey]
    /// Signs tokens; nil where only public keys are set, whose other halves are somebody else's.
    let secret: Secret?
    let issuer: String?
    let audience: String?

    var verifier: TokenVerifier { TokenVerifier(keys: keys, issuer: issuer, audience: audience) }

    /// What it signs, the verifier believes. nil without a secret.
    package var signer: TokenSigner? {
        secret.map { TokenSigner(secret: $0, issuer: issuer, audience: audience) }
    }
}

/// Whether the lesson shop's staff need a token, as everybody does at the doors beyond the shop.
package enum LessonsAuth: String, Sendable, CaseIterable {
    case open
    case required
}

extension AuthSettings {
    /// Known to everyone who can read, so that anybody can sign in to a sandbox; refused everywhere else.
    package static let sandboxSecret = "fermata-sandbox-secret-known-to-everyone"

    /// As `Settings.load`, for whoever needs nothing but tokens. nil when no key is set.
    package static func load(
        sandbox: Bool, path: String? = nil, process: @escaping Environment.Lookup = Environment.ofProcess
    ) throws(SettingsFailure) -> AuthSettings? {
        var reader = SettingsReader(try Settings.environment(path, process))
        let auth = read(&reader, sandbox: sandbox)
        guard reader.problems.isEmpty else { throw SettingsFailure(problems: reader.problems) }
        return auth
    }

    /// nil when no key is set, or when something does not fit; the reader then knows what.
    static func read(_ reader: inout SettingsReader, sandbox: Bool) -> AuthSettings? {
        var keys = reader.read(.authPublicKeyFile, parsePublicKeys) ?? []
        let issuer = reader.read(.authIssuer) { text throws(UnfitValue) in text }
        let audience = reader.read(.authAudience) { text throws(UnfitValue) in text }
        let secret =
            reader.environment.value(SettingKey.authSecret.name)
            ?? (sandbox && keys.isEmpty ? sandboxSecret : nil)
        if let secret {
            do throws(UnfitValue) {
                keys.append(try key(ofSecret: secret, sandbox: sandbox))
            } catch {
                reader.refuse(.authSecret, error.text)
            }
        }
        guard !keys.isEmpty else { return nil }
        return AuthSettings(keys: keys, secret: secret.map(Secret.init), issuer: issuer, audience: audience)
    }

    private static func key(ofSecret text: String, sandbox: Bool) throws(UnfitValue) -> TokenKey {
        guard sandbox || text != sandboxSecret else {
            throw UnfitValue("is the sandbox's, which everyone knows. \(newSecret)")
        }
        do throws(TokenKeyFailure) {
            return try TokenKey(secret: Secret(text))
        } catch {
            throw UnfitValue("cannot be used: \(error). \(newSecret)")
        }
    }

    private static let newSecret = "Another one is made by: openssl rand -hex 32"

    /// The names of files, with commas between them.
    private static func parsePublicKeys(_ text: String) throws(UnfitValue) -> [TokenKey] {
        // The text of a key in place of its file's name is not repeated: it may be the private one.
        guard !text.contains("-----") else { throw UnfitValue("must be the name of a file, not a key") }
        var keys: [TokenKey] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            keys.append(try publicKey(inFile: String(item.drop { $0 == " " })))
        }
        return keys
    }

    private static func publicKey(inFile path: String) throws(UnfitValue) -> TokenKey {
        do {
            guard let file = try EnvironmentFile.load(path) else {
                throw UnfitValue("names a file that is not there: \(path)")
            }
            return try TokenKey(pem: Array(file.text.reveal().utf8))
        } catch let failure as TokenKeyFailure {
            throw UnfitValue(
                "\(path) cannot be used: \(failure). It is made of a private key by: openssl pkey -pubout")
        } catch let failure as UnfitValue {
            throw failure
        } catch {
            throw UnfitValue("\(error)")
        }
    }
}

extension LessonsAuth {
    /// nil when it does not fit; the reader then knows.
    static func read(_ reader: inout SettingsReader, _ auth: AuthSettings?) -> LessonsAuth? {
        // A key that does not fit is a problem already, and not one of a key that is missing.
        let keys = [SettingKey.authSecret, .authPublicKeyFile]
        let isKeySet = auth != nil || keys.contains { reader.environment.value($0.name) != nil }
        return reader.read(.lessonsAuth) { text throws(UnfitValue) in
            guard let lessons = LessonsAuth(rawValue: text) else {
                throw UnfitValue("must be \(allCases.map(\.rawValue).joined(separator: " or "))")
            }
            guard lessons == .open || isKeySet else {
                throw UnfitValue("wants AUTH_JWT_SECRET or AUTH_JWT_PUBLIC_KEY_FILE, which prove a token")
            }
            return lessons
        }
    }
}

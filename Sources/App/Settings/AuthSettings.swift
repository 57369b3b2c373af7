// At the start: by what the tokens of those who call are proven.
package import Basics
package import Tokens

package struct AuthSettings: Sendable {
    /// Where the keys come from that prove a token.
    enum Keys: Sendable {
        case own([TokenKey])
        case file(KeyFile)
        /// Where a key set is published.
        case server(String)
    }

    let keys: Keys
    /// Signs tokens; nil where the keys are public ones, whose other halves are somebody else's.
    let secret: Secret?
    let issuer: String?
    let audience: String?

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

extension SettingKey {
    /// Each names keys that prove tokens; one of them is set, or none.
    static let tokenKeys: [SettingKey] = [
        .authSecret, .authPublicKeyFile, .authKeySetFile, .authKeySetURL,
    ]

    /// "A, B or C"
    static var tokenKeyNames: String {
        let names = tokenKeys.map(\.name)
        return names.dropLast().joined(separator: ", ") + " or " + names[names.count - 1]
    }
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
        let issuer = reader.read(.authIssuer) { text throws(UnfitValue) in text }
        let audience = reader.read(.authAudience) { text throws(UnfitValue) in text }
        let set = SettingKey.tokenKeys.filter { reader.environment.value($0.name) != nil }
        if set.count > 1 {
            let others = set.dropFirst().map(\.name).joined(separator: " and ")
            reader.refuse(
                set[0], "stands beside \(others): the keys come from one of them, so leave the other out")
            return nil
        }
        let secret =
            reader.environment.value(SettingKey.authSecret.name)
            ?? (sandbox && set.isEmpty ? sandboxSecret : nil)
        guard let keys = readKeys(&reader, secret: secret, sandbox: sandbox) else { return nil }
        return AuthSettings(keys: keys, secret: secret.map(Secret.init), issuer: issuer, audience: audience)
    }

    private static func readKeys(_ reader: inout SettingsReader, secret: String?, sandbox: Bool) -> Keys? {
        if let secret {
            do throws(UnfitValue) {
                return .own([try key(ofSecret: secret, sandbox: sandbox)])
            } catch {
                reader.refuse(.authSecret, error.text)
                return nil
            }
        }
        return reader.read(.authPublicKeyFile, KeySettings.publicKeys).map(Keys.own)
            ?? reader.read(.authKeySetFile, KeySettings.keySetFile).map(Keys.file)
            ?? reader.read(.authKeySetURL, KeySettings.keySetURL).map(Keys.server)
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
}

extension LessonsAuth {
    /// nil when it does not fit; the reader then knows.
    static func read(_ reader: inout SettingsReader, _ auth: AuthSettings?) -> LessonsAuth? {
        // A key that does not fit is a problem already, and not one of a key that is missing.
        let isKeySet =
            auth != nil || SettingKey.tokenKeys.contains { reader.environment.value($0.name) != nil }
        return reader.read(.lessonsAuth) { text throws(UnfitValue) in
            guard let lessons = LessonsAuth(rawValue: text) else {
                throw UnfitValue("must be \(allCases.map(\.rawValue).joined(separator: " or "))")
            }
            guard lessons == .open || isKeySet else {
                throw UnfitValue("wants \(SettingKey.tokenKeyNames), which prove a token")
            }
            return lessons
        }
    }
}

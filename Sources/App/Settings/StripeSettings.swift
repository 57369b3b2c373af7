// At the start: how Stripe is reached and with which keys.
package import Basics

package struct StripeSettings: Sendable {
    package let secretKey: Secret
    /// Not a secret: it is made to be handed to browsers. nil when unset.
    package let publishableKey: String?
    /// Any of them proves an event; empty when unset.
    package let webhookSecrets: [Secret]
    package let mode: StripeMode
    /// In the sandbox, the stub's, once whoever starts it knows its port.
    package var base: Origin
    /// Stripe.js, for the pages; in the sandbox, the stub's.
    package var script: StripeScript
    package let version: String
    /// The whole time one request may spend on Stripe.
    package let deadlineSeconds: Int
    /// Of the reports, and of each of Stripe's lists.
    package let readsPerSecond: Int
}

extension StripeSettings {
    /// Stripe itself; a live key is sent nowhere else.
    static let stripeItself = Origin(scheme: .https, host: "api.stripe.com", port: nil)

    /// nil when something does not fit; the reader then knows what.
    static func read(_ reader: inout SettingsReader, sandbox: Bool) -> StripeSettings? {
        let secretMode = reader.read(.secretKey, StripeKeyKind.secret.check)
        let publishableMode = reader.read(.publishableKey, StripeKeyKind.publishable.check)
        let webhookSecrets = reader.read(.webhookSecret, parseWebhookSecrets)
        let base = sandbox ? stubBase : reader.read(.stripeBase, parseBase)
        let script = reader.read(.stripeScript, StripeScript.parse)
        let version = reader.read(.stripeVersion, parseVersion)
        let deadline = reader.integer(.stripeDeadline, in: 1...120)
        let reads = reader.integer(.stripeReads, in: 1...100)
        checkModes(&reader, secret: secretMode, publishable: publishableMode, base: base, sandbox: sandbox)
        checkScript(&reader, script, publishable: publishableMode)

        let environment = reader.environment
        let secret = environment.value(SettingKey.secretKey.name) ?? (sandbox ? "sk_test_sandbox" : nil)
        guard let secret else {
            reader.refuse(
                .secretKey,
                """
                is not set. Put it into .env (cp .env.example .env), or try the sandbox, which needs no \
                keys: fermata serve --sandbox, or make run without a .env.
                """)
            return nil
        }
        guard let base, let script, let version, let deadline, let reads else { return nil }
        return StripeSettings(
            secretKey: Secret(secret),
            publishableKey: environment.value(SettingKey.publishableKey.name)
                ?? (sandbox ? "pk_test_sandbox" : nil),
            webhookSecrets: webhookSecrets ?? (sandbox ? [sandboxWebhookSecret()] : []),
            mode: secretMode ?? .test, base: base, script: script, version: version,
            deadlineSeconds: deadline,
            readsPerSecond: reads)
    }

    /// Until the stub is up there is no port to name: a call made too early fails, and reaches nobody else.
    private static let stubBase = Origin(scheme: .http, host: "127.0.0.1", port: 0)

    /// Nobody has to know it: the sandbox's Stripe is told.
    private static func sandboxWebhookSecret() -> Secret {
        Secret("whsec_" + RandomBytes.system.hex(byteCount: 16))
    }

    /// One, or several with commas between them.
    private static func parseWebhookSecrets(_ text: String) throws(UnfitValue) -> [Secret] {
        var secrets: [Secret] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let secret = String(item.drop { $0 == " " })
            _ = try StripeKeyKind.webhook.check(secret)
            secrets.append(Secret(secret))
        }
        return secrets
    }

    private static func checkModes(
        _ reader: inout SettingsReader, secret: StripeMode?, publishable: StripeMode?, base: Origin?,
        sandbox: Bool
    ) {
        let isLiveAllowed = reader.isYes(.allowLive)
        if let secret, let publishable, secret != publishable {
            reader.refuse(
                .publishableKey,
                "is a \(publishable) key and STRIPE_SECRET_KEY a \(secret) one: take both from the same mode")
        }
        guard secret == .live || publishable == .live else { return }
        let key: SettingKey = secret == .live ? .secretKey : .publishableKey
        if sandbox {
            reader.refuse(
                key, "is a live key, which the sandbox does not take: leave it away or leave --sandbox away")
            return
        }
        if !isLiveAllowed {
            reader.refuse(
                key, "is a live key: set ALLOW_LIVE=yes if real money shall move, else take a test key")
        }
        if let base, base != stripeItself {
            reader.refuse(
                .stripeBase, "must be \(stripeItself) with a live key, which is sent to nobody but Stripe")
        }
    }

    /// Whoever writes the script reads the cards.
    private static func checkScript(
        _ reader: inout SettingsReader, _ script: StripeScript?, publishable: StripeMode?
    ) {
        guard publishable == .live, let script, script.origin != StripeScript.stripeItself else { return }
        reader.refuse(
            .stripeScript,
            "must be on \(StripeScript.stripeItself) with a live key: real cards are typed into it")
    }

    private static func parseBase(_ text: String) throws(UnfitValue) -> Origin {
        guard let origin = Origin(text) else {
            throw UnfitValue(
                "must be a scheme, a host and perhaps a port, without path or user, such as \(stripeItself)")
        }
        guard origin.scheme == .https || origin.isLoopback else {
            throw UnfitValue(
                "must begin with https://; plain http goes only to localhost, 127.0.0.0/8 or ::1")
        }
        return origin
    }

    /// `2022-11-15`, and since 2024 with a release's name: `2026-08-26.dahlia`.
    private static func parseVersion(_ text: String) throws(UnfitValue) -> String {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let pattern = Array("0000-00-00".utf8)
        let date = Array(parts[0].utf8)
        let isDate =
            date.count == pattern.count
            && zip(date, pattern).allSatisfy { byte, model in
                model == UInt8(ascii: "-")
                    ? byte == model : byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            }
        let isNamed =
            parts.count == 1 || (!parts[1].isEmpty && parts[1].utf8.allSatisfy { $0.isLetterOrDigit })
        guard isDate, isNamed else {
            throw UnfitValue("must be a date, perhaps with a name: 2022-11-15 or 2026-08-26.dahlia")
        }
        return text
    }
}

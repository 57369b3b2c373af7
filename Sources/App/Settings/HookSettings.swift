// At the start: who is told what became of another service's payments, and how it knows that it is told by us.
internal import Basics
package import Payments

package struct HookSettings: Sendable {
    /// nil: nobody is told.
    package let access: HookAccess?
}

extension HookSettings {
    static func read(_ reader: inout SettingsReader) -> HookSettings {
        let allowsPrivate = reader.isYes(.hookPrivate)
        let url = reader.read(.hookURL) { text throws(UnfitValue) in
            try parseURL(text, allowsPrivate: allowsPrivate)
        }
        let secrets = reader.read(.hookSecret, parseSecrets)
        let isURLGiven = reader.environment.value(SettingKey.hookURL.name) != nil
        let isSecretGiven = reader.environment.value(SettingKey.hookSecret.name) != nil
        if isURLGiven, !isSecretGiven {
            reader.refuse(
                .hookSecret,
                "is not set, and WEBHOOK_URL is: the receiver could not tell who wrote. Make one with "
                    + "`echo whsec_$(openssl rand -base64 32)` and give it to the receiver too")
        }
        if isSecretGiven, !isURLGiven {
            reader.refuse(.hookURL, "is not set, and WEBHOOK_SECRET is: set both, or none")
        }
        guard let url, let secrets else { return HookSettings(access: nil) }
        return HookSettings(
            access: HookAccess(url: url, secrets: secrets, allowsPrivateAddresses: allowsPrivate))
    }

    /// Whether the address is a public one shows when it is connected to; what says by its name that it is not is told
    /// at the start.
    private static func parseURL(
        _ text: String, allowsPrivate: Bool
    ) throws(UnfitValue) -> String {
        let authority = text.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" && $0 != "?" }
        let isPrintable = text.utf8.allSatisfy { $0 > UInt8(ascii: " ") && $0 < 0x7F }
        let isWeb = text.hasPrefix("https://") || text.hasPrefix("http://")
        // The text is not repeated: what follows the host may be a secret of the receiver's.
        guard isPrintable, isWeb, !text.contains("#"), let (host, _) = Origin.splitAuthority(authority) else {
            throw UnfitValue(
                "must be a web address such as https://calls.example.com/fermata, without a user and without #"
            )
        }
        guard text.hasPrefix("https://") || allowsPrivate else {
            throw UnfitValue(
                "must begin with https://; plain http:// is for private addresses, with WEBHOOK_PRIVATE=yes")
        }
        guard !Origin.isLoopback(host) || allowsPrivate else {
            throw UnfitValue("is on this machine: set WEBHOOK_PRIVATE=yes if it shall be")
        }
        return text
    }

    private static func parseSecrets(_ text: String) throws(UnfitValue) -> [HookSecret] {
        let items = text.split(separator: " ")
        let secrets = items.compactMap { HookSecret(String($0)) }
        guard (1...2).contains(items.count), secrets.count == items.count else {
            throw UnfitValue(
                "must be whsec_ and base64 of 24 to 64 bytes, such as `echo whsec_$(openssl rand -base64 32)` makes; "
                    + "while it is changed, two with a blank between them")
        }
        return secrets
    }
}

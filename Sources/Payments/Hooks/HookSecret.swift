// On a webhook's way out: the secret that its receiver shares, as Standard Webhooks writes it.
internal import Basics
internal import Foundation

/// `whsec_` and base64 of 24 to 64 bytes (standardwebhooks.com, "Signature scheme"). No print shows it.
package struct HookSecret: Sendable {
    let key: [UInt8]

    private static let prefix = "whsec_"

    /// nil for anything else, also for base64 that could be written in another way.
    package init?(_ text: String) {
        guard text.hasPrefix(Self.prefix),
            let bytes = Data(base64Encoded: String(text.dropFirst(Self.prefix.count))),
            (24...64).contains(bytes.count), Self.prefix + bytes.base64EncodedString() == text
        else { return nil }
        key = Array(bytes)
    }
}

extension HookSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[redacted]" }
    package var debugDescription: String { "[redacted]" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

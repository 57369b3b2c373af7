// At the start: what Stripe's keys look like, so that a swapped, cut or forgotten one is found before the first call.

/// Whether money is real.
package enum StripeMode: String, Sendable {
    case test
    case live
}

/// Stripe writes the kind and the mode of a key in front of it (https://docs.stripe.com/keys).
enum StripeKeyKind: CaseIterable {
    case secret
    case publishable
    case webhook

    private var prefixes: [(text: String, mode: StripeMode)] {
        switch self {
        case .secret: [("sk_test_", .test), ("rk_test_", .test), ("sk_live_", .live), ("rk_live_", .live)]
        case .publishable: [("pk_test_", .test), ("pk_live_", .live)]
        // A webhook's secret does not tell its mode; test is the one that promises nothing.
        case .webhook: [("whsec_", .test)]
        }
    }

    private var setting: SettingKey {
        switch self {
        case .secret: .secretKey
        case .publishable: .publishableKey
        case .webhook: .webhookSecret
        }
    }

    /// The key's mode. The failure's text holds nothing of the key but its published prefix.
    func check(_ text: String) throws(UnfitValue) -> StripeMode {
        for other in Self.allCases where other != self && other.begins(text) {
            throw UnfitValue(
                """
                holds a \(other) key, which belongs in \(other.setting.name). Are the two swapped? \
                This one begins with \(prefixList).
                """)
        }
        guard let prefix = prefixes.first(where: { text.hasPrefix($0.text) }) else {
            throw UnfitValue("must begin with \(prefixList). Copy it again from Stripe's dashboard.")
        }
        let rest = text.dropFirst(prefix.text.count)
        guard !Self.isPlaceholder(rest) else {
            throw UnfitValue("still holds a placeholder. Put the key from Stripe's dashboard there.")
        }
        guard rest.utf8.allSatisfy({ $0.isKeyByte }) else {
            throw UnfitValue("holds a character that no key has. Copy it again from Stripe's dashboard.")
        }
        return prefix.mode
    }

    private func begins(_ text: String) -> Bool {
        prefixes.contains { text.hasPrefix($0.text) }
    }

    private var prefixList: String {
        let texts = prefixes.map(\.text)
        return texts.count == 1
            ? texts[0] : texts.dropLast().joined(separator: ", ") + " or " + (texts.last ?? "")
    }

    /// `sk_test_`, `sk_test_...`, `sk_test_xxxx`, `sk_test_<your key>`: what examples put in a key's place.
    private static func isPlaceholder(_ rest: Substring) -> Bool {
        rest.allSatisfy { "xX*.…".contains($0) } || rest.contains("...") || rest.contains("<")
    }
}

extension UInt8 {
    /// Letters, digits and `_`; a webhook's secret may be Base64 (the padding and both signs).
    fileprivate var isKeyByte: Bool {
        isLetterOrDigit
            || [UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "=")].contains(self)
    }
}

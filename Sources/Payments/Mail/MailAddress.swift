// On a mail's way: who writes it and who gets it.

/// A mailbox of RFC 5322, section 3.4: an address, perhaps with a name to show.
package struct MailAddress: Sendable, Equatable {
    package let name: String?
    /// Can stand in a header and in an SMTP command as it is.
    package let address: String

    /// nil unless the address is `someone@somewhere` without quotes, comments, blanks or control characters: what mail
    /// servers give out, and nothing that two readers could read differently.
    package init?(name: String? = nil, address: String) {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, address.utf8.count <= 254, Self.isDotAtom(parts[0]), Self.isDotAtom(parts[1])
        else { return nil }
        self.name = name
        self.address = address
    }

    private init(name: String, known address: String) {
        self.name = name
        self.address = address
    }

    /// Where nobody chose a sender, and no mail leaves the machine.
    package static let local = MailAddress(name: "Fermata", known: "fermata@localhost")

    /// From `lessons@example.com` or `Lessons <lessons@example.com>`.
    package init?(_ text: String) {
        guard text.hasSuffix(">"), let open = text.lastIndex(of: "<") else {
            self.init(address: text)
            return
        }
        var name = text[..<open]
        while name.last == " " { name.removeLast() }
        let address = text[text.index(after: open)...].dropLast()
        self.init(name: name.isEmpty ? nil : String(name), address: String(address))
    }

    var domain: String {
        address.split(separator: "@").last.map(String.init) ?? ""
    }

    /// Signs of section 3.2.3, and what is beyond ASCII (RFC 6532), with single dots between.
    private static func isDotAtom(_ text: Substring) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty
                && atom.unicodeScalars.allSatisfy { scalar in
                    scalar.isASCII
                        ? scalar.isLetterOrDigit || "!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains(scalar)
                        : !scalar.isUnseen
                }
        }
    }
}

extension Unicode.Scalar {
    /// Of ASCII.
    var isLetterOrDigit: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: false
        }
    }

    /// Ends a line, commands a terminal, or turns the direction of what follows (UAX #9), and shows nothing itself.
    var isUnseen: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
        default: false
        }
    }
}

extension String {
    /// For text that strangers wrote: what is unseen is shown as U+FFFD. The joiners within emoji and within the
    /// writing of several languages stay; they act on their neighbours alone.
    package var inert: String {
        // Most text is plain, and asking Unicode's tables of every letter costs more than the rest of a mail.
        guard !utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return self }
        var scalars = UnicodeScalarView()
        for scalar in unicodeScalars {
            let isJoiner = scalar == "\u{200C}" || scalar == "\u{200D}"
            scalars.append(scalar.isUnseen && !isJoiner ? "\u{FFFD}" : scalar)
        }
        return String(scalars)
    }
}

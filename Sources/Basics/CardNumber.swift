// Under everything that takes a card: its number and its code, which go to Stripe and nowhere else.

/// The number on a card (PAN): 12 to 19 digits (ISO/IEC 7812-1). It is never printed, stored, compared as text or made
/// JSON of (PCI DSS, requirement 3); the one way out is `revealedForStripe`, which a search finds every use of.
package struct CardNumber: Sendable, Redacted {
    private let digits: String

    /// Blanks and dashes, which people write for reading, are dropped. nil for any other sign and any other length.
    package init?(_ text: String) {
        guard let digits = text.filter({ $0 != " " && $0 != "-" }).asDigits(12...19) else { return nil }
        self.digits = digits
    }

    /// May be shown, logged and kept (PCI DSS, requirement 3.4).
    package var last4: String { String(digits.suffix(4)) }

    /// The last digit is the check digit of the others (ISO/IEC 7812-1, annex B). A slip of one digit never passes.
    package var passesLuhn: Bool {
        var sum = 0
        var isDoubled = false
        for byte in digits.utf8.reversed() {
            let digit = Int(byte - UInt8(ascii: "0")) * (isDoubled ? 2 : 1)
            sum += digit > 9 ? digit - 9 : digit
            isDoubled.toggle()
        }
        return sum.isMultiple(of: 10)
    }

    /// Whether it is this one, of a published list. Gives nothing away of a number that is on none.
    package func isNumber(_ digits: String) -> Bool { self.digits == digits }

    /// The digits, for the form that goes to Stripe.
    package func revealedForStripe() -> String { digits }
}

/// The code beside the number (CVC): 3 digits, or 4 on some brands. It may not be kept at all, not even sealed, once
/// the card was asked (PCI DSS, requirement 3.3).
package struct CardCode: Sendable, Redacted {
    private let digits: String

    package init?(_ text: String) {
        guard let digits = text.asDigits(3...4) else { return nil }
        self.digits = digits
    }

    /// The digits, for the form that goes to Stripe.
    package func revealedForStripe() -> String { digits }
}

extension String {
    /// Itself, when it is that many of the ten ASCII digits and nothing else.
    fileprivate func asDigits(_ count: ClosedRange<Int>) -> String? {
        let isWhole =
            count.contains(utf8.count)
            && utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        return isWhole ? self : nil
    }
}

// Under everything: an amount of money. It is never a floating point number, not even for a moment.

package struct Money: Sendable, Hashable {
    /// Cents for usd, whole yen for jpy: the currency's smallest unit, as Stripe counts.
    package let minorUnits: Int64
    package let currency: Currency

    package init(minorUnits: Int64, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }
}

/// A currency by its ISO 4217 code, in lower case as Stripe writes it.
package struct Currency: Sendable, Hashable {
    package let code: String

    /// nil unless the code is three lower-case letters.
    package init?(_ code: String) {
        guard code.utf8.count == 3,
            code.utf8.allSatisfy({ $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") })
        else { return nil }
        self.code = code
    }

    private init(known code: String) { self.code = code }

    package static let usd = Currency(known: "usd")
}

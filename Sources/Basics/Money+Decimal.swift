// At the edge: amounts as decimals, read from the token itself and printed exactly.

extension Currency {
    /// Of its amounts at Stripe: 2 for usd, 0 for jpy, 3 for kwd. Stripe counts isk and ugx, which have no smaller
    /// unit, with two places all the same (Stripe, "Currencies").
    package var decimalPlaces: Int {
        if Self.withoutDecimals.contains(code) { return 0 }
        return Self.withThreeDecimals.contains(code) ? 3 : 2
    }

    private static let withoutDecimals: Set = [
        "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof",
        "xpf",
    ]
    private static let withThreeDecimals: Set = ["bhd", "jod", "kwd", "omr", "tnd"]

    /// What Stripe takes of it are multiples of so many minor units (Stripe, "Currencies", special cases): thousandths
    /// are rounded to ten of them, and money without a smaller unit that is counted with two places ends in 00.
    package var step: Int64 {
        if Self.withThreeDecimals.contains(code) { return 10 }
        return Self.withEmptyDecimals.contains(code) ? 100 : 1
    }

    private static let withEmptyDecimals: Set = ["isk", "ugx"]
}

extension Currency {
    /// The smallest charge, in minor units, of an account that settles in the same currency (Stripe, "Minimum and
    /// maximum charge amounts"); 1 where Stripe names none, and then Stripe itself may refuse.
    package var chargeMinimum: Int64 { Self.chargeMinimums[code] ?? 1 }

    private static let chargeMinimums: [String: Int64] = [
        "usd": 50, "aed": 200, "aud": 50, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250,
        "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200,
        "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
    ]
}

/// Why a JSON token is no amount of a currency.
package enum DecimalFailure: Error, Equatable {
    case tooManyDecimals
    /// `9.6e1`: legal JSON, and never what somebody means by a price.
    case exponent
    case negative
    /// More minor units than 64 bits hold. What one may be charged is for the caller to limit.
    case outOfRange
    case notANumber
}

extension Money {
    /// From a JSON number (RFC 8259, section 6) in whole units: `96`, `96.5` and `96.50` are 9600, 9650 and 9650
    /// cents. At most the currency's places are taken, even where the last ones are zeros.
    package init(decimal token: ArraySlice<UInt8>, currency: Currency) throws(DecimalFailure) {
        if token.first == UInt8(ascii: "-") { throw .negative }
        let point = token.firstIndex(of: UInt8(ascii: "."))
        let whole = token[..<(point ?? token.endIndex)]
        let fraction = point.map { token[($0 + 1)...] } ?? []
        try Self.check(whole: whole, fraction: fraction, hasPoint: point != nil)
        guard fraction.count <= currency.decimalPlaces else { throw .tooManyDecimals }
        let zeros = repeatElement(UInt8(ascii: "0"), count: currency.decimalPlaces - fraction.count)
        var minorUnits: Int64 = 0
        for digit in Array(whole) + fraction + zeros {
            let (tens, isTooManyTens) = minorUnits.multipliedReportingOverflow(by: 10)
            let (sum, isTooMuch) = tens.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
            guard !isTooManyTens, !isTooMuch else { throw .outOfRange }
            minorUnits = sum
        }
        self.init(minorUnits: minorUnits, currency: currency)
    }

    private static func check(
        whole: ArraySlice<UInt8>, fraction: ArraySlice<UInt8>, hasPoint: Bool
    ) throws(DecimalFailure) {
        let isDigit = { (byte: UInt8) in byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
        let isLetterE = { (byte: UInt8) in byte | 0x20 == UInt8(ascii: "e") }
        guard let first = whole.first, isDigit(first) else { throw .notANumber }
        if let other = (whole + fraction).first(where: { !isDigit($0) }) {
            throw isLetterE(other) ? .exponent : .notANumber
        }
        let hasLeadingZero = first == UInt8(ascii: "0") && whole.count > 1
        guard !hasLeadingZero, !hasPoint || !fraction.isEmpty else { throw .notANumber }
    }

    /// With all of the currency's places: `96.00`, `-0.05`; `500` for yen.
    package var decimalText: String {
        let places = currency.decimalPlaces
        let digits = String(minorUnits.magnitude)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let sign = minorUnits < 0 ? "-" : ""
        guard places > 0 else { return sign + padded }
        return "\(sign)\(padded.dropLast(places)).\(padded.suffix(places))"
    }

    /// For people: `$96.00`; other currencies by their code, `EUR 96.00`.
    package var displayText: String {
        currency == .usd ? "$\(decimalText)" : "\(currency.code.uppercased()) \(decimalText)"
    }
}

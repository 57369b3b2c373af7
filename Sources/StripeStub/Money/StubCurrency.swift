// On a request's way: which currencies there are, and how Stripe's texts write an amount.

/// A currency by its three lower-case letters. Amounts are in its smallest unit.
struct StubCurrency: Sendable {
    let code: String

    /// Nil when Stripe does not know it.
    init?(_ text: String) {
        let code = text.lowercased()
        guard Self.known.contains(code) else { return nil }
        self.code = code
    }

    /// The smallest charge; Stripe's depends on the settlement currency, this account settles in the charge's own.
    var amountMin: Int64 { Self.amountMinimums[code] ?? 1 }
    /// Eight digits.
    static let amountMax: Int64 = 99_999_999

    /// `$1,234.50`, or `1,234.50` where the currency has no sign of its own here.
    func format(_ amount: Int64) -> String {
        let decimals = Self.zeroDecimal.contains(code) ? 0 : Self.threeDecimal.contains(code) ? 3 : 2
        var digits = String(amount.magnitude)
        while digits.count <= decimals { digits = "0" + digits }
        let whole = String(digits.dropLast(decimals))
        let fraction = decimals == 0 ? "" : "." + digits.suffix(decimals)
        return (amount < 0 ? "-" : "") + (Self.signs[code] ?? "") + Self.grouped(whole) + fraction
    }

    /// The amount with the code behind it: `$0.50 usd`.
    func formatWithCode(_ amount: Int64) -> String { "\(format(amount)) \(code)" }

    private static func grouped(_ digits: String) -> String {
        var out = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { out.append(",") }
            out.append(digit)
        }
        return out
    }

    private static let signs = ["usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"]
    /// Stripe, minimum and maximum charge amounts.
    private static let amountMinimums: [String: Int64] = [
        "usd": 50, "aed": 200, "aud": 50, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250,
        "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200,
        "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
    ]
    private static let zeroDecimal: Set = [
        "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof",
        "xpf",
    ]
    private static let threeDecimal: Set = ["bhd", "jod", "kwd", "omr", "tnd"]

    /// In the order of Stripe's text.
    static let codes: [String] =
        """
        usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad \
        cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl \
        htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd \
        mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd \
        rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd \
        vuv wst xaf xcd xof xpf yer zar zmw
        """.split(separator: " ").map(String.init)
    private static let known = Set(codes)
}

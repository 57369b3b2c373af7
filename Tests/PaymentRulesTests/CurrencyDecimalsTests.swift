// Proves decimals of every currency that Stripe takes: what is written is what is read, to the last place.
import Basics
import Testing

@Suite("Decimals of every currency", .timeLimit(.minutes(5)))
struct CurrencyDecimalsTests {
    /// Stripe, "Supported currencies"; the groups are of Stripe, "Zero-decimal" and "Three-decimal currencies".
    private static let withoutDecimals = words(
        "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf")
    private static let withThree = words("bhd jod kwd omr tnd")
    private static let withEmptyDecimals = words("isk ugx")
    private static let withTwo = words(
        """
        usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny \
        cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr jmd kes \
        kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd \
        pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd \
        tzs uah uyu uzs wst xcd yer zar zmw
        """)

    private static func words(_ text: String) -> [Currency] {
        text.split(separator: " ").compactMap { Currency(String($0)) }
    }

    private static let all: [(currency: Currency, places: Int)] =
        withoutDecimals.map { ($0, 0) } + withThree.map { ($0, 3) }
        + (withTwo + withEmptyDecimals).map { ($0, 2) }

    private func read(_ text: String, _ currency: Currency) throws(DecimalFailure) -> Int64 {
        try Money(decimal: Array(text.utf8)[...], currency: currency).minorUnits
    }

    private func failure(_ text: String, _ currency: Currency) -> DecimalFailure? {
        do throws(DecimalFailure) {
            _ = try read(text, currency)
            return nil
        } catch {
            return error
        }
    }

    /// The digits with the point where it belongs, made without the code under test.
    private func plain(_ minorUnits: Int64, places: Int) -> String {
        var digits = String(minorUnits)
        while digits.count <= places { digits = "0" + digits }
        return places == 0 ? digits : digits.dropLast(places) + "." + digits.suffix(places)
    }

    @Test("there are over 130, each in one group")
    func list() {
        #expect(Self.all.count > 130)
        #expect(Set(Self.all.map(\.currency)).count == Self.all.count)
        for (currency, places) in Self.all { #expect(currency.decimalPlaces == places, "\(currency.code)") }
    }

    @Test(
        "from text to minor units and back is the same text, for amounts of all sizes", arguments: [1, 2, 3])
    func roundTrip(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        for (currency, places) in Self.all {
            for _ in 0..<50 {
                let amount = dice.amount()
                let text = plain(amount, places: places)
                #expect(try read(text, currency) == amount, "\(text) \(currency.code)")
                let printed = Money(minorUnits: amount, currency: currency).decimalText
                #expect(printed == text, "\(currency.code)")
            }
        }
    }

    @Test("fewer decimals than there are mean zeros", arguments: [4])
    func shorter(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        for (currency, places) in Self.all where places > 0 {
            for _ in 0..<20 {
                let tenths = dice.amount(upTo: 9_999_999)
                let scale: Int64 = places == 2 ? 10 : 100
                #expect(try read(plain(tenths, places: 1), currency) == tenths * scale)
                #expect(try read("\(tenths)", currency) == tenths * scale * 10)
            }
        }
    }

    @Test("one decimal too many is refused, were it a zero", arguments: [5])
    func oneTooMany(seed: UInt64) {
        var dice = Dice(seed: seed)
        for (currency, places) in Self.all {
            for last in 0...9 {
                let text = plain(dice.amount(upTo: 99_999_999), places: places) + (places == 0 ? "." : "")
                #expect(
                    failure("\(text)\(last)", currency) == .tooManyDecimals, "\(text)\(last) \(currency.code)"
                )
            }
        }
    }

    @Test("no currency takes an exponent, a word, a string, a zero in front or more than there can be")
    func refused() {
        for (currency, _) in Self.all {
            for text in ["1e2", "1E2", "1e-2", "100e0", "9e99"] {
                #expect(failure(text, currency) == .exponent, "\(text) \(currency.code)")
            }
            for text in [
                "NaN", "nan", "Infinity", "-Infinity", "inf", "\"100\"", "\"\"", "null", "true", "[1]",
                "0x10", "01", "00", "007",
                "+1", " 1", "1 ", "1_000", "1,000", ".5", "1.", "", "１",
            ] {
                let found = failure(text, currency)
                #expect(found == (text.hasPrefix("-") ? .negative : .notANumber), "\(text) \(currency.code)")
            }
            #expect(failure("-1", currency) == .negative)
            for text in ["99999999999999999999", "9223372036854775808", String(repeating: "9", count: 400)] {
                #expect(failure(text, currency) == .outOfRange, "\(text) \(currency.code)")
            }
        }
    }

    @Test("Stripe takes thousandths by tens, and money without a smaller unit by hundreds")
    func steps() {
        for (currency, _) in Self.all {
            let wanted: Int64 =
                Self.withThree.contains(currency) ? 10 : Self.withEmptyDecimals.contains(currency) ? 100 : 1
            #expect(currency.step == wanted, "\(currency.code)")
        }
    }
}

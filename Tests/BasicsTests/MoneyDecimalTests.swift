// Proves decimals of money: read exactly or not at all, printed exactly.
import Basics
import Testing

@Suite("Decimals of money", .timeLimit(.minutes(5)))
struct MoneyDecimalTests {
    private func read(_ text: String, _ code: String = "usd") throws -> Int64 {
        let currency = try #require(Currency(code))
        // A slice that does not begin at 0, as a token of a body does.
        let body = Array("{\(text)".utf8)
        return try Money(decimal: body[1...], currency: currency).minorUnits
    }

    private func failure(_ text: String, _ code: String = "usd") -> DecimalFailure? {
        do {
            _ = try read(text, code)
            return nil
        } catch {
            return error as? DecimalFailure
        }
    }

    @Test(
        "a decimal is its minor units, exactly",
        arguments: [
            ("96", "usd", 9600), ("96.0", "usd", 9600), ("96.00", "usd", 9600), ("96.5", "usd", 9650),
            ("0", "usd", 0), ("0.00", "usd", 0), ("0.07", "usd", 7), ("100.99", "usd", 10099),
            ("1.1", "usd", 110), ("4.35", "usd", 435), ("500", "jpy", 500), ("1.234", "kwd", 1234),
            ("5", "kwd", 5000), ("1.50", "isk", 150), ("92233720368547758.07", "usd", .max),
        ] as [(String, String, Int64)])
    func reads(text: String, currency: String, minorUnits: Int64) throws {
        #expect(try read(text, currency) == minorUnits)
    }

    @Test(
        "what is no amount is refused with its reason",
        arguments: [
            ("96.001", "usd", .tooManyDecimals), ("96.000", "usd", .tooManyDecimals),
            ("500.0", "jpy", .tooManyDecimals), ("1.2345", "kwd", .tooManyDecimals),
            ("1e2", "usd", .exponent), ("1E2", "usd", .exponent), ("1.5e3", "usd", .exponent),
            ("1e-2", "usd", .exponent), ("-1", "usd", .negative), ("-0", "usd", .negative),
            ("92233720368547758.08", "usd", .outOfRange), ("99999999999999999999999999", "jpy", .outOfRange),
            ("9223372036854775807", "usd", .outOfRange), ("", "usd", .notANumber),
            ("\"96\"", "usd", .notANumber),
            ("01", "usd", .notANumber), ("00.5", "usd", .notANumber), (".5", "usd", .notANumber),
            ("5.", "usd", .notANumber), ("+5", "usd", .notANumber), ("1.2.3", "usd", .notANumber),
            ("1,5", "usd", .notANumber), (" 1", "usd", .notANumber), ("e5", "usd", .notANumber),
            ("null", "usd", .notANumber), ("٣", "usd", .notANumber),
        ] as [(String, String, DecimalFailure)])
    func refuses(text: String, currency: String, expected: DecimalFailure) {
        #expect(failure(text, currency) == expected)
    }

    @Test(
        "amounts are printed with the currency's places",
        arguments: [
            (9600, "usd", "96.00"), (5, "usd", "0.05"), (0, "usd", "0.00"), (-5, "usd", "-0.05"),
            (-12345, "eur", "-123.45"), (500, "jpy", "500"), (0, "jpy", "0"), (1234, "kwd", "1.234"),
            (7, "bhd", "0.007"), (100, "ugx", "1.00"), (.max, "usd", "92233720368547758.07"),
            (.min, "usd", "-92233720368547758.08"),
        ] as [(Int64, String, String)])
    func prints(minorUnits: Int64, code: String, text: String) throws {
        let currency = try #require(Currency(code))
        #expect(Money(minorUnits: minorUnits, currency: currency).decimalText == text)
    }

    @Test("people read dollars with their sign and others with their code")
    func display() throws {
        #expect(Money(minorUnits: 9600, currency: .usd).displayText == "$96.00")
        let yen = try #require(Currency("jpy"))
        #expect(Money(minorUnits: 500, currency: yen).displayText == "JPY 500")
    }

    @Test("what is printed is read back as the same", arguments: ["usd", "jpy", "kwd"])
    func roundTrip(code: String) throws {
        let currency = try #require(Currency(code))
        var amount: Int64 = 1
        while amount < .max / 7 {
            let money = Money(minorUnits: amount, currency: currency)
            #expect(try Money(decimal: Array(money.decimalText.utf8)[...], currency: currency) == money)
            amount = amount * 7 - 3
        }
    }
}

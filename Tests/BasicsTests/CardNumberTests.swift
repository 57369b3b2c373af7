// Proves what a card's number is, its check digit, and that neither it nor the code can be printed by accident.
import Basics
import Testing

@Suite("Card number", .timeLimit(.minutes(5)))
struct CardNumberTests {
    private struct Holder: Error {
        let number = CardNumber("4242424242424242")!
        let code = CardCode("987")!
        let maybe: CardNumber? = CardNumber("4242424242424242")
        let many = [CardCode("987")!]
    }

    @Test("blanks and dashes, which are written for reading, are dropped")
    func separators() {
        for text in [
            "4242424242424242", "4242 4242 4242 4242", "4242-4242-4242-4242", " 42 424242-42424242- ",
        ] {
            #expect(CardNumber(text)?.revealedForStripe() == "4242424242424242")
        }
        #expect(CardNumber("4242 4242 4242 4242")?.last4 == "4242")
        #expect(CardNumber("378282246310005")?.last4 == "0005")
    }

    @Test("a number has 12 to 19 digits, a code 3 or 4")
    func lengths() {
        for count in 0...40 {
            let digits = String(repeating: "7", count: count)
            #expect((CardNumber(digits) != nil) == (12...19).contains(count))
            #expect((CardCode(digits) != nil) == (3...4).contains(count))
        }
        #expect(CardCode("0123")?.revealedForStripe() == "0123")
    }

    @Test(
        "nothing but the ten digits of ASCII is one",
        arguments: [
            "", "----------------", "424242424242424a", "4242.4242.4242.4242", "4242424242424242\n",
            "+4242424242424242",
            "4242\u{A0}4242\u{A0}4242\u{A0}4242", "４２４２４２４２４２４２４２４２", "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢",
            "4242424242424242\u{301}",
            "4242\t4242 4242 4242",
        ])
    func otherSigns(text: String) {
        #expect(CardNumber(text) == nil)
    }

    @Test("a code is written without blanks", arguments: ["", "12 3", "12a", "1-23", " 123", "１２３", "-12"])
    func otherCodes(text: String) {
        #expect(CardCode(text) == nil)
    }

    @Test("exactly one check digit fits, at every length")
    func checkDigit() {
        for length in 11...18 {
            for seed in 1...20 {
                let body = digits(length, seed: seed)
                let fitting = (0...9).filter { passes(body + "\($0)") }
                #expect(fitting.count == 1, "\(length) digits, seed \(seed)")
            }
        }
    }

    @Test("a slip of one digit never passes, nor do two neighbours in the wrong order, but for 0 and 9")
    func slips() throws {
        for seed in 1...20 {
            let body = digits(15, seed: seed)
            let check = try #require((0...9).first { passes(body + "\($0)") })
            let number = Array((body + "\(check)").utf8)
            for place in number.indices {
                for digit in UInt8(ascii: "0")...UInt8(ascii: "9") where digit != number[place] {
                    var slip = number
                    slip[place] = digit
                    #expect(!passes(String(decoding: slip, as: UTF8.self)))
                }
            }
            for place in number.indices.dropLast() where number[place] != number[place + 1] {
                var slip = number
                slip.swapAt(place, place + 1)
                let isZeroAndNine = Set([number[place], number[place + 1]]) == Set("09".utf8)
                #expect(passes(String(decoding: slip, as: UTF8.self)) == isZeroAndNine)
            }
        }
    }

    @Test("known numbers pass, and one beside them does not")
    func knownNumbers() {
        // 7992739871 and its check digit 3 are the standard's own example, here with leading digits that count nothing.
        for text in ["4242424242424242", "378282246310005", "3056930009020004", "00000079927398713"] {
            #expect(CardNumber(text)?.passesLuhn == true)
        }
        #expect(CardNumber("4242424242424241")?.passesLuhn == false)
    }

    @Test("a number is found in a list by its digits")
    func isNumber() {
        #expect(CardNumber("4242 4242 4242 4242")?.isNumber("4242424242424242") == true)
        #expect(CardNumber("4242424242424242")?.isNumber("4242424242424241") == false)
        #expect(CardNumber("4242424242424242")?.isNumber("424242424242424") == false)
    }

    @Test("neither shows in descriptions, dumps and mirrors, also inside other values and as an error")
    func redacted() throws {
        let holder = Holder()
        #expect("\(holder.number)" == "[redacted]")
        #expect(holder.number.debugDescription == "[redacted]")
        #expect("\(holder.code)" == "[redacted]")
        #expect(String(reflecting: holder.code) == "[redacted]")
        #expect(Mirror(reflecting: holder.number).children.isEmpty)
        #expect(Mirror(reflecting: holder.code).children.isEmpty)
        var texts = ["\(holder)", String(reflecting: holder), "\(Mirror(reflecting: holder.number))"]
        texts += ["\(holder.many)", "\([1: holder.number])", "\(holder.maybe as Any)"]
        var dumped = ""
        dump(holder, to: &dumped)
        dump(holder.number, to: &dumped)
        debugPrint(holder, to: &dumped)
        print(holder, to: &dumped)
        texts.append(dumped)
        do { throw holder } catch { texts += ["\(error)", String(reflecting: error)] }
        for text in texts {
            #expect(!text.contains("4242"))
            #expect(!text.contains("987"))
        }
        #expect(dumped.contains("[redacted]"))
        #expect(!(holder.number as Any is any Encodable))
        #expect(!(holder.code as Any is any Encodable))
    }

    @Test("nor does the JSON that a card comes in")
    func jsonIsHidden() throws {
        let json = try JSON(Array(#"{"card_number":"4242424242424242"}"#.utf8))
        var dumped = "\(json)" + String(reflecting: json)
        dump(json, to: &dumped)
        // The bytes of "4242", as they would be dumped.
        #expect(!dumped.contains("4242"))
        #expect(!dumped.contains("52"))
        #expect(Mirror(reflecting: json).children.isEmpty)
    }

    private func passes(_ digits: String) -> Bool { CardNumber(digits)?.passesLuhn == true }

    /// The same digits for the same seed, and each of the ten about as often.
    private func digits(_ count: Int, seed: Int) -> String {
        var state = UInt64(seed)
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return String(state >> 33 % 10)
        }.joined()
    }
}

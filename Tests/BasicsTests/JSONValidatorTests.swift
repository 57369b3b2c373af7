// Proves the strict pass over a JSON text: the tricky cases that parsers are known to differ on.
import Basics
import Testing

@Suite("What is JSON, and what is not", .timeLimit(.minutes(5)))
struct JSONValidatorTests {
    @Test(
        "what RFC 8259 allows is read",
        arguments: [
            "[]", "{}", " [ ] ", "\t\n\r {\"a\" : [ ] }", "\"\"", "0", "-0", "1E+2", "1e-0", "-1.5e10",
            "true", "null",
            "[1,2]", "{\"\":0}", "{\"a\":{\"b\":[{},[[]]]}}", "\"\u{7F}\"", "\"\u{2028}\"", "[\"a\",0,false]",
            "123456789012345678901234567890", "[[],[[]],{}]", "\"\\uD801\\udc37\"",
            "{\"a\":\"b\",\"a\":\"b\"}",
        ])
    func allowed(text: String) throws {
        let bytes = Array(text.utf8)
        #expect(throws: Never.self) { try JSON(bytes) }
    }

    @Test(
        "what RFC 8259 does not allow is refused, with the place",
        arguments: [
            ("", .unexpectedEnd, 0), (" ", .unexpectedEnd, 1), ("[", .unexpectedEnd, 1),
            ("{", .unexpectedEnd, 1),
            ("[1", .unexpectedEnd, 2), ("[1,", .unexpectedEnd, 3), ("{\"a\"", .unexpectedEnd, 4),
            ("{\"a\":", .unexpectedEnd, 5), ("{\"a\":1", .unexpectedEnd, 6), ("{\"a\":1,", .unexpectedEnd, 7),
            ("\"", .unexpectedEnd, 1), ("\"a", .unexpectedEnd, 2), ("\"\\", .unexpectedEnd, 2),
            ("\"\\u00", .unexpectedEnd, 5), ("tru", .unexpectedEnd, 3),
            ("[1,]", .unexpectedByte, 3), ("[,1]", .unexpectedByte, 1), ("[1 2]", .unexpectedByte, 3),
            ("[1}", .unexpectedByte, 2), ("{\"a\":1]", .unexpectedByte, 6),
            ("{\"a\":1,}", .unexpectedByte, 7),
            ("{,}", .unexpectedByte, 1), ("{\"a\"}", .unexpectedByte, 4), ("{\"a\",1}", .unexpectedByte, 4),
            ("{a:1}", .unexpectedByte, 1), ("{'a':1}", .unexpectedByte, 1), ("{1:1}", .unexpectedByte, 1),
            ("{\"a\":}", .unexpectedByte, 5), ("{\"a\"::1}", .unexpectedByte, 5),
            ("[\"a\":1]", .unexpectedByte, 4),
            ("nul", .unexpectedEnd, 3), ("nULL", .unexpectedByte, 1), ("True", .unexpectedByte, 0),
            ("NaN", .unexpectedByte, 0), ("-Infinity", .malformedNumber, 1), ("+1", .unexpectedByte, 0),
            (".5", .unexpectedByte, 0), ("-", .malformedNumber, 1), ("01", .malformedNumber, 1),
            ("-01", .malformedNumber, 2), ("1.", .malformedNumber, 2), ("1.e1", .malformedNumber, 2),
            ("1e", .malformedNumber, 2), ("1e+", .malformedNumber, 3), ("0x1", .trailingBytes, 1),
            ("1 2", .trailingBytes, 2), ("{}{}", .trailingBytes, 2), ("[]]", .trailingBytes, 2),
            ("[]//", .trailingBytes, 2), ("[1]\0", .trailingBytes, 3), ("\u{FEFF}{}", .unexpectedByte, 0),
            ("[\u{A0}1]", .unexpectedByte, 1), ("[\u{C}1]", .unexpectedByte, 1),
            ("\"a\nb\"", .controlCharacter, 2),
            ("\"\0\"", .controlCharacter, 1), ("\"\t\"", .controlCharacter, 1),
            ("\"\\x41\"", .malformedEscape, 2),
            ("\"\\'\"", .malformedEscape, 2), ("\"\\U0041\"", .malformedEscape, 2),
            ("\"\\u00G0\"", .malformedEscape, 5), ("\"\\u-123\"", .malformedEscape, 3),
            ("\"\\ud800\"", .loneSurrogate, 1), ("\"a\\udc00\"", .loneSurrogate, 2),
            ("\"\\ud800\\n\"", .loneSurrogate, 1), ("\"\\ud800\\ud800\"", .loneSurrogate, 1),
            ("\"\\ud800abcdef\"", .loneSurrogate, 1), ("{\"\\udead\":1}", .loneSurrogate, 2),
        ] as [(String, JSONFailure.Reason, Int)])
    func refused(text: String, reason: JSONFailure.Reason, offset: Int) throws {
        let bytes = Array(text.utf8)
        #expect(throws: JSONFailure(reason: reason, offset: offset)) { try JSON(bytes) }
    }

    @Test(
        "malformed UTF-8 in a string is refused",
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x9F, 0xBF],
            [0xE0, 0xA0],
            [0xE2, 0x82, 0x41], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF0, 0x9F, 0x92],
            [0xF1, 0x80, 0x80, 0x41], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
        ] as [[UInt8]])
    func malformedUTF8(sequence: [UInt8]) throws {
        let bytes = [UInt8(ascii: "\"")] + sequence + [UInt8(ascii: "\"")]
        #expect(throws: JSONFailure(reason: .malformedUTF8, offset: 1)) { try JSON(bytes) }
        #expect(throws: JSONFailure(reason: .malformedUTF8, offset: 1)) { try JSON(Array(bytes.dropLast())) }
    }

    @Test(
        "the first and last scalar of each length of UTF-8 is read",
        arguments: [
            "\u{80}", "\u{7FF}", "\u{800}", "\u{FFF}", "\u{1000}", "\u{D7FF}", "\u{E000}", "\u{FFFF}",
            "\u{10000}",
            "\u{3FFFF}", "\u{40000}", "\u{FFFFF}", "\u{100000}", "\u{10FFFF}",
        ])
    func wellFormedUTF8(scalar: String) throws {
        #expect(try JSON(Array("\"\(scalar)\"".utf8)).string == scalar)
    }

    @Test("open objects and arrays are counted against the depth limit, closed ones are not")
    func depth() throws {
        #expect(throws: Never.self) { try JSON(Array("[[[]],[[]],{\"a\":{}}]".utf8), depthMax: 3) }
        #expect(throws: JSONFailure(reason: .tooDeep, offset: 6)) {
            try JSON(Array("[{\"a\":[]}]".utf8), depthMax: 2)
        }
        #expect(throws: JSONFailure(reason: .tooDeep, offset: 0)) { try JSON(Array("[]".utf8), depthMax: 0) }
        #expect(throws: Never.self) { try JSON(Array("1".utf8), depthMax: 0) }
    }

    @Test("no depth exhausts the stack, and no one can ask for more than 64")
    func hugeDepth() throws {
        let brackets = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: JSONFailure(reason: .tooDeep, offset: 64)) { try JSON(brackets, depthMax: .max) }
        let mixed = String(repeating: "[{\"a\":", count: 32) + "1" + String(repeating: "}]", count: 32)
        #expect(throws: Never.self) { try JSON(Array(mixed.utf8)) }
    }

    @Test("no beginning of a text is taken for the whole")
    func truncated() throws {
        let text = Array(#"{"a":["é\ud834\uDD1E\n",-1.5e3,{"b":null}],"c":true}"#.utf8)
        #expect(throws: Never.self) { try JSON(text) }
        for count in 0..<text.count {
            #expect(throws: JSONFailure.self) { try JSON(Array(text.prefix(count))) }
        }
    }

    @Test("no single changed byte makes the reader crash")
    func mutated() {
        let text = Array(#"{"a":["é\ud834\uDD1E\n",-1.5e3,{"b":null}],"c":true}"#.utf8)
        var read = 0
        for index in text.indices {
            for byte in UInt8.min...UInt8.max {
                var mutated = text
                mutated[index] = byte
                guard let json = try? JSON(mutated) else { continue }
                read += walk(json)
            }
        }
        #expect(read > 0)
    }

    /// Reads everything that can be read, and counts the values.
    private func walk(_ json: JSON) -> Int {
        _ = (json.string, json.integer, json.bool, json["c"])
        return 1 + json.elements.map(walk).reduce(0, +) + json.members.map { walk($0.value) }.reduce(0, +)
    }
}

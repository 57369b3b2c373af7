// Proves the JSON reader: what it gives back of a text that is well-formed.
import Testing

@testable import Basics

@Suite("Reading JSON", .timeLimit(.minutes(5)))
struct JSONTests {
    @Test("members are found by name, at any depth, whatever stands around them")
    func members() throws {
        let json = try JSON(
            Array(
                """
                 {
                  "id" : "pi_1", "n":{"id":"inner","list":[1,[2],{"a":"]}"}]} ,
                  "error": {"code": "card_declined"},"last":null}
                """.utf8))
        #expect(json["id"]?.string == "pi_1")
        #expect(json["n"]?["id"]?.string == "inner")
        #expect(json["n"]?["list"]?[1]?[0]?.integer == 2)
        #expect(json["n"]?["list"]?[2]?["a"]?.string == "]}")
        #expect(json["error"]?["code"]?.string == "card_declined")
        #expect(json["last"]?.isNull == true)
        #expect(json["missing"] == nil)
        #expect(json["i"] == nil)
        #expect(json["inner"] == nil)
        #expect(json["n"]?["list"]?[3] == nil)
        #expect(json["n"]?["list"]?[-1] == nil)
    }

    @Test("a look-up in something that is not an object or an array finds nothing")
    func wrongKinds() throws {
        for text in ["1", "\"a\"", "true", "null"] {
            let json = try read(text)
            #expect(json["a"] == nil)
            #expect(json[0] == nil)
            #expect(json.members.isEmpty)
            #expect(json.elements.isEmpty)
        }
        #expect(try read("[1]")["a"] == nil)
        #expect(try read("{\"a\":1}")[0] == nil)
    }

    @Test("a value of another kind is nil, never converted")
    func noConversion() throws {
        #expect(try read("\"1\"").integer == nil)
        #expect(try read("1").string == nil)
        #expect(try read("1").bool == nil)
        #expect(try read("\"true\"").bool == nil)
        #expect(try read("true").bool == true)
        #expect(try read("false").bool == false)
        #expect(try read("false").isNull == false)
    }

    @Test(
        "integers are exact, or nil",
        arguments: [
            ("0", 0), ("-0", 0), ("12", 12), ("-7", -7), ("9223372036854775807", Int64.max),
            ("-9223372036854775808", Int64.min), ("9223372036854775808", nil), ("-9223372036854775809", nil),
            ("99999999999999999999", nil), ("1.0", nil), ("1e2", nil), ("0.1", nil),
        ] as [(String, Int64?)])
    func integers(text: String, value: Int64?) throws {
        #expect(try read(text).integer == value)
        #expect(try read("[\(text)]")[0]?.integer == value)
    }

    @Test(
        "escapes are decoded",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""caf\u00e9 \u20AC""#, "café €"),
            (#""\ud834\uDD1E!""#, "\u{1D11E}!"), (#""\u0000""#, "\0"), (#""\uFFFF""#, "\u{FFFF}"),
            (#""\uDBFF\uDFFF""#, "\u{10FFFF}"), ("\"\u{7F}é€𝄞\"", "\u{7F}é€𝄞"), ("\"\"", ""),
        ])
    func escapes(text: String, value: String) throws {
        #expect(try read(text).string == value)
    }

    @Test("a name written with escapes is the same name")
    func escapedNames() throws {
        let json = try read(#"{"\u0063ode":"a","a\"b":1,"c\\":2,"\n":3}"#)
        #expect(json["code"]?.string == "a")
        #expect(json["a\"b"]?.integer == 1)
        #expect(json["c\\"]?.integer == 2)
        #expect(json["\n"]?.integer == 3)
        #expect(json.members.map(\.name) == ["code", "a\"b", "c\\", "\n"])
    }

    @Test("an escape is not the name that spells it, and a name's beginning is not the name")
    func otherNames() throws {
        let json = try read(#"{"\n":1,"a\u0062c":2}"#)
        #expect(json[#"\n"#] == nil)
        #expect(json[#"a\u0062c"#] == nil)
        for name in ["", "a", "ab", "abcd"] { #expect(json[name] == nil) }
        #expect(json["abc"]?.integer == 2)
    }

    @Test("names are compared by their bytes: composed and decomposed letters differ")
    func namesAreBytes() throws {
        let json = try read("{\"e\u{301}\":1}")
        #expect(json["\u{E9}"] == nil)
        #expect(json["e\u{301}"]?.integer == 1)
    }

    @Test("of two members with one name the first counts, and members shows both")
    func twice() throws {
        let json = try read(#"{"a":1,"a":2}"#)
        #expect(json["a"]?.integer == 1)
        #expect(json.members.map(\.value.integer) == [1, 2])
    }

    @Test("elements and members come in the order written")
    func order() throws {
        #expect(try read("[3, 1 ,2]").elements.map(\.integer) == [3, 1, 2])
        #expect(try read("{\"b\":1,\"a\":{}}").members.map(\.name) == ["b", "a"])
        #expect(try read("[ ]").elements.isEmpty)
        #expect(try read("{ }").members.isEmpty)
    }

    @Test("raw bytes are the token as it was written, without the whitespace around it")
    func rawBytes() throws {
        let json = try read(" {\"a\" : {\"b\":  1.50e0} ,\"c\":\"\\u0041\"}\n")
        #expect(String(decoding: json["a"]?.rawBytes ?? [], as: UTF8.self) == "{\"b\":  1.50e0}")
        #expect(json["a"]?["b"].map { Array($0.rawBytes) } == Array("1.50e0".utf8))
        #expect(json["c"].map { Array($0.rawBytes) } == Array(#""\u0041""#.utf8))
        #expect(json.rawBytes.first == UInt8(ascii: "{") && json.rawBytes.last == UInt8(ascii: "}"))
    }

    @Test("each kind is told by its first byte")
    func kinds() throws {
        let kinds = try read(#"[{},[],"",-1,true,null]"#).elements.map(\.kind)
        #expect(kinds == [.object, .array, .string, .number, .bool, .null])
    }

    @Test("printing a value shows its kind and size, not its content")
    func printing() throws {
        #expect("\(try read(" {\"secret\": 1} "))" == "JSON object of 13 bytes")
    }

    private func read(_ text: String) throws(JSONFailure) -> JSON { try JSON(Array(text.utf8)) }

    @Test("the end of a plain run is found wherever it stands, whatever ends it")
    func plainRuns() {
        for byte in UInt8.min...UInt8.max {
            let isPlain =
                byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            for place in 0..<20 {
                var text = Array("abcdefghij!#$%&'()*+".utf8)
                text[place] = byte
                // What follows the first must not be taken for it.
                if place + 1 < text.count { text[place + 1] = 0x80 }
                let end = text.withUnsafeBufferPointer { JSONString.endOfPlain($0, from: 0) }
                #expect(end == (isPlain ? min(place + 1, text.count) : place), "\(byte) at \(place)")
            }
        }
    }

    @Test("an object at the top and the same inside another read alike")
    func topAndNested() throws {
        let object = #"{"a" : 1 , "b":{"a":2},"c":[3,{"a":4}],"\u0064":"e" ,"f":{},"g":[ ] ,"a":5}"#
        let top = try JSON(Array(object.utf8))
        let nested = try #require(try JSON(Array(#"{"in": \#(object) }"#.utf8))["in"])
        for json in [top, nested] {
            #expect(json["a"]?.integer == 1)
            #expect(json["b"]?["a"]?.integer == 2)
            #expect(json["c"]?[1]?["a"]?.integer == 4)
            #expect(json["d"]?.string == "e")
            #expect(json["x"] == nil)
            #expect(json.members.map(\.name) == ["a", "b", "c", "d", "f", "g", "a"])
            #expect(
                json.members.map { String(decoding: $0.value.rawBytes, as: UTF8.self) }
                    == ["1", #"{"a":2}"#, #"[3,{"a":4}]"#, #""e""#, "{}", "[ ]", "5"])
        }
    }
}

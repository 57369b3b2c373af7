// Proves the JSON writer.
import Basics
import Testing

@Suite("Writing JSON", .timeLimit(.minutes(5)))
struct JSONWriterTests {
    @Test("commas stand between members and elements, and nowhere else")
    func commas() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("a", 1)
        writer.name("b")
        writer.beginArray()
        writer.beginObject()
        writer.endObject()
        writer.beginArray()
        writer.endArray()
        writer.null()
        writer.bool(false)
        writer.endArray()
        writer.member("c", true)
        writer.member("d", "x")
        writer.endObject()
        #expect(text(writer) == #"{"a":1,"b":[{},[],null,false],"c":true,"d":"x"}"#)
    }

    @Test("quotes, backslashes and control characters are escaped, the rest is left")
    func escapes() {
        var writer = JSONWriter()
        writer.string("a\"b\\c/\n\r\t\u{8}\u{C}\u{0}\u{1F}\u{7F}é\u{2028}𝄞")
        #expect(text(writer) == "\"a\\\"b\\\\c/\\n\\r\\t\\b\\f\\u0000\\u001f\u{7F}é\u{2028}𝄞\"")
    }

    @Test("names are escaped like any string")
    func names() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name(escaping: "\n\"")
        writer.integer(Int64.min)
        writer.endObject()
        #expect(text(writer) == #"{"\n\"":-9223372036854775808}"#)
    }

    @Test("raw JSON is passed on byte for byte")
    func raw() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("payment")
        writer.raw(Array("{\n  \"id\": 1\n}".utf8))
        writer.member("a", 1)
        writer.endObject()
        #expect(text(writer) == "{\"payment\":{\n  \"id\": 1\n},\"a\":1}")
    }

    @Test("what is written for any string reads back as that string")
    func roundTrip() throws {
        let every = String(String.UnicodeScalarView((0...0x2FF).compactMap(Unicode.Scalar.init)))
        var writer = JSONWriter()
        writer.string(every)
        #expect(try JSON(writer.bytes).string == every)
    }

    private func text(_ writer: JSONWriter) -> String { String(decoding: writer.bytes, as: UTF8.self) }
}

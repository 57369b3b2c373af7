// Proves that the schema checker of these tests finds what it is for: a checker that passes everything proves nothing.
import Basics
import Testing

@Suite("Schema checker", .timeLimit(.minutes(5)))
struct SchemaRulesTests {
    private static let named = #"{"type":"object","properties":{"id":{"type":"integer"}},"required":["id"]}"#

    private func faults(_ schema: String, _ value: String) throws -> [String] {
        try SchemaRules(try JSON(Array(schema.utf8))).faults(
            in: try JSON(Array(value.utf8)), ["Thing": SchemaRules(try JSON(Array(Self.named.utf8)))])
    }

    @Test(
        "what fits passes",
        arguments: [
            (#"{"type":["string","null"]}"#, "null"), (#"{"type":"number"}"#, "1"),
            (#"{"type":"integer","minimum":1,"maximum":2}"#, "2"), (#"{"const":true}"#, "true"),
            (#"{"type":"string","pattern":"^a+$","maxLength":3}"#, #""aaa""#),
            (#"{"type":"string","format":"date-time"}"#, #""2031-03-03T15:00:00Z""#),
            (#"{"anyOf":[{"$ref":"Thing"},{"type":"null"}]}"#, #"{"id":1}"#),
            (#"{"type":"object","properties":{},"additionalProperties":true}"#, #"{"x":1}"#),
            (#"{"allOf":[{"$ref":"Thing"},{"type":"object","properties":{"a":{}}}]}"#, #"{"id":1,"a":2}"#),
            (#"{"not":{"type":"null"}}"#, "1"), (#"{"type":"array","items":{"type":"integer"}}"#, "[1,2]"),
        ])
    func fits(schema: String, value: String) throws {
        #expect(try faults(schema, value) == [])
    }

    @Test(
        "what does not fit is told with its place",
        arguments: [
            (#"{"type":"string"}"#, "1", "$"), (#"{"type":"integer"}"#, "1.5", "$"),
            (#"{"type":"integer","minimum":1}"#, "0", "$"), (#"{"enum":["a","b"]}"#, #""c""#, "$"),
            (#"{"type":"number","exclusiveMinimum":0}"#, "0", "$"), (#"{"const":true}"#, "false", "$"),
            (#"{"type":"string","minLength":1}"#, #""""#, "$"),
            (#"{"type":"string","pattern":"^a+$"}"#, #""ab""#, "$"),
            (#"{"type":"string","format":"date-time"}"#, #""today""#, "$"),
            (#"{"$ref":"Thing"}"#, "{}", "$.id"),
            (#"{"$ref":"Thing"}"#, #"{"id":1,"more":2}"#, "$.more"),
            (#"{"$ref":"Nothing"}"#, "1", "$"),
            (#"{"allOf":[{"$ref":"Thing"}]}"#, #"{"id":1,"a":2}"#, "$.a"),
            (#"{"anyOf":[{"type":"null"},{"type":"string"}]}"#, "1", "$"),
            (#"{"not":{"type":"null"}}"#, "null", "$"),
            (#"{"type":"array","items":{"type":"integer"}}"#, #"[1,"a"]"#, "$[1]"),
        ])
    func fitsNot(schema: String, value: String, place: String) throws {
        let found = try faults(schema, value)
        #expect(found.contains { $0.hasPrefix("\(place):") }, "\(found)")
    }

    @Test("a keyword that is not known is no schema")
    func unknownKeyword() throws {
        #expect(throws: SchemaRules.Fault.self) { try faults(#"{"minItems":1}"#, "[]") }
    }
}

// Whether the stub's answers are shaped like Stripe's, by Stripe's own OpenAPI document.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct StructureTests {
    private let structure = Structure.stripe

    @Test(
        "every answer of a shop's whole life is as Stripe's document says, but for a table of known differences",
        arguments: ContractLife.versions)
    func answers(version: String) throws {
        let life = try ContractLife(version: version)
        let check = SchemaCheck(structure: structure, whole: KnownDifferences.whole)
        let failure = try #require(structure.schemas["error"])
        var found: [Finding: String] = [:]
        for answer in life.answers {
            let isGood = answer.reply.status == 200
            let operation = structure.operation(answer.method, answer.path)
            let schema = isGood ? operation?.answer : failure
            let call = "\(answer.method) \(answer.path)"
            let here = schema.map { check.findings(answer.reply.json, $0, isGood ? "answer" : "error") }
            for finding in here ?? [Finding(text: "\(call) is no call of Stripe's")]
            where found[finding] == nil {
                found[finding] = "first in \(call)"
            }
        }
        let known = Set(KnownDifferences.all(version).map { Finding(text: $0) })
        for (finding, place) in found where !known.contains(finding) {
            Issue.record("\(finding), \(place)")
        }
        let gone = known.subtracting(found.keys)
        #expect(gone.isEmpty, "in the table, but no longer so")
    }

    @Test("the stub answers every call of the document, but for a table of calls that it does not have")
    func calls() throws {
        var stripe = TestStripe(version: TestStripe.dahlia)
        var missing: Set<String> = []
        for operation in structure.operations {
            let reply = try stripe.send(operation.method, operation.pathOfNobody, query: "", body: "")
            // Where there is no search, its path reads as an object of that name.
            let isUnknown = ["Unrecognized request URL", "'search'"].contains(where: reply.text.contains)
            if isUnknown { missing.insert(operation.name) }
        }
        #expect(missing == KnownDifferences.callsNotServed)
    }

    @Test("that life makes every call that the stub answers", arguments: ContractLife.versions)
    func coverage(version: String) throws {
        let life = try ContractLife(version: version)
        let made = Set(life.answers.compactMap { structure.operation($0.method, $0.path)?.name })
        let served = Set(structure.operations.map(\.name)).subtracting(KnownDifferences.callsNotServed)
        #expect(served.subtracting(made).isEmpty)
    }

    @Test(
        "a value that breaks the document is found: a type, a null, an unknown, a missing one, a wrong choice"
    )
    func walker() throws {
        let refund = try #require(structure.schemas["refund"])
        func findings(_ text: String, whole: Set<String> = []) throws -> Set<String> {
            let check = SchemaCheck(structure: structure, whole: whole)
            return Set(check.findings(try JSON(Array(text.utf8)), refund, "refund").map(\.text))
        }
        let good = #""id":"re_1","object":"refund","amount":1,"created":1,"currency":"usd""#
        #expect(try findings("{\(good)}").isEmpty)
        #expect(try findings("{\(good)}", whole: ["refund"]).contains("refund.charge is missing"))
        #expect(try findings("{\(good),\"charge\":{\"object\":\"charge\"}}").contains("charge.id is missing"))
        #expect(try findings("{\(good),\"charge\":1.5}") == ["refund.charge is number, not string"])
        #expect(try findings("{\(good),\"destination_details\":null}").count == 1)
        #expect(try findings("{\(good),\"foo\":1}") == ["refund.foo is unknown"])
        #expect(try findings("{\(good),\"id\":\"re_2\"}") == ["refund names a member twice"])
        #expect(
            try findings("{\(good),\"reason\":\"dull\"}") == ["refund.reason is none of its values: dull"])
        #expect(
            try findings("{\(good),\"metadata\":{\"a\":1}}") == ["refund.metadata.* is number, not string"])
        let poor = #"{"id":"re_1","object":"refund","amount":1,"created":1}"#
        #expect(try findings(poor) == ["refund.currency is missing"])
    }
}

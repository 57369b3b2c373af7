// Whether the stub takes the parameters that Stripe's document lists, and nothing that it does not.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct ParameterContractTests {
    private let structure = Structure.stripe

    private var served: [Operation] {
        structure.operations.filter { !KnownDifferences.callsNotServed.contains($0.name) }
    }

    @Test("the parameters that the stub does not take are all in a table")
    func refused() throws {
        var stripe = TestStripe(version: TestStripe.dahlia)
        for operation in served {
            let names = operation.parameters.flatMap { leaves($0.value, $0.key).map(\.name) }
            let known = Set(KnownParameters.refused[operation.name, default: ""].split(separator: " "))
            let refused = try unknown(to: &stripe, operation, names)
            #expect(Set(refused.map { $0[...] }) == known, "\(operation.name)")
        }
    }

    @Test("no call takes a parameter that is only another call's")
    func foreign() throws {
        var stripe = TestStripe(version: TestStripe.dahlia)
        let all = Set(structure.operations.flatMap(\.parameters.keys)).union(["no_such_thing"])
        for operation in served {
            let foreign = all.subtracting(operation.parameters.keys).sorted()
            let taken = Set(foreign).subtracting(try unknown(to: &stripe, operation, foreign))
            #expect(taken.isEmpty, "\(operation.name)")
        }
    }

    @Test("what a call must be given is what the document requires, but for a table")
    func required() throws {
        var stripe = TestStripe(version: TestStripe.dahlia)
        for operation in served {
            var given: [String] = []
            while given.count < 20, let missing = try missing(from: &stripe, operation, given) {
                given.append(missing)
            }
            let more = KnownParameters.requiredAsWell[operation.name].map { [$0] } ?? []
            #expect(Set(given) == operation.required.union(more), "\(operation.name)")
        }
    }

    @Test("where the document lists the values of a parameter, the stub knows these and no others")
    func choices() throws {
        var stripe = TestStripe(version: TestStripe.dahlia)
        for operation in served {
            let refused = KnownParameters.refused[operation.name, default: ""].split(separator: " ")
            let required = operation.required.union(
                KnownParameters.requiredAsWell[operation.name].map { [$0] } ?? [])
            for leaf in operation.parameters.flatMap({ leaves($0.value, $0.key) }) {
                let values = choices(of: leaf.schema)
                guard !values.isEmpty, !refused.contains(where: { leaf.name.hasPrefix($0) }),
                    !KnownParameters.checkedLater.contains("\(operation.name) \(leaf.name)")
                else { continue }
                let others = required.subtracting([leaf.name]).union(leaf.needs).map { "\($0)=true" }
                let reply = try send(&stripe, operation, ["\(leaf.name)=no_such_value"] + others)
                #expect(choices(in: reply) == values, "\(operation.name) \(leaf.name): \(reply.text)")
            }
        }
    }

    private struct Leaf {
        let name: String
        let schema: Schema
        /// What must be given beside it.
        var needs: Set<String> = []
    }

    /// A parameter, or all that is nested in it, as `a[b]`.
    private func leaves(_ schema: Schema, _ name: String) -> [Leaf] {
        let object = ([schema] + schema.choices).first { !$0.properties.isEmpty }
        guard let object else { return [Leaf(name: name, schema: schema)] }
        return object.properties.flatMap { inner, schema in
            leaves(schema, "\(name)[\(inner)]").map { leaf in
                var leaf = leaf
                leaf.needs.formUnion(object.required.subtracting([inner]).map { "\(name)[\($0)]" })
                return leaf
            }
        }
    }

    /// The values that the document lists; none where it takes anything.
    private func choices(of schema: Schema) -> Set<String> {
        let all = [schema] + schema.choices
        let listed = all.compactMap(\.values).reduce(Set()) { $0.union($1) }.subtracting([""])
        let isFlag = all.contains { $0.type == "boolean" }
        return listed.isEmpty ? [] : isFlag ? listed.union(["true", "false"]) : listed
    }

    private func send(_ stripe: inout TestStripe, _ operation: Operation, _ pairs: [String]) throws -> Reply {
        let text = pairs.joined(separator: "&")
        let isPost = operation.method == "POST"
        return try stripe.send(
            operation.method, operation.pathOfNobody, query: isPost ? "" : text, body: isPost ? text : "")
    }

    /// Of a name that the stub does not know, nothing inside is named.
    private func unknown(to stripe: inout TestStripe, _ operation: Operation, _ names: [String]) throws
        -> [String]
    {
        let reply = try send(&stripe, operation, names.sorted().map { "\($0)=1" })
        guard reply["error.code"] == "parameter_unknown", let message = reply["error.message"],
            let list = message.split(separator: ": ").last
        else { return [] }
        return list.replacing(", ", with: ",").split(separator: ",").map(String.init)
    }

    private func missing(from stripe: inout TestStripe, _ operation: Operation, _ given: [String]) throws
        -> String?
    {
        let reply = try send(&stripe, operation, given.map { "\($0)=1" })
        return reply["error.code"] == "parameter_missing" ? reply["error.param"] : nil
    }

    /// `Invalid reason: must be one of duplicate, fraudulent, or requested_by_customer`
    private func choices(in reply: Reply) -> Set<String> {
        guard let message = reply["error.message"], let start = message.firstRange(of: "must be one of ")
        else {
            return []
        }
        let list = message[start.upperBound...].replacing(" or ", with: ",").replacing(" ", with: "")
        return Set(list.split(separator: ",").map(String.init))
    }
}

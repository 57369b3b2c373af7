// Whether `expand` reaches what Stripe's document says that it reaches, and nothing else.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct ExpansionContractTests {
    private let structure = Structure.stripe

    /// The calls that read one object, with the object's schema.
    private var reads: [(operation: Operation, schema: Schema)] {
        structure.operations
            .filter { $0.method == "GET" && !KnownDifferences.callsNotServed.contains($0.name) }
            .compactMap { operation in
                let names = ([operation.answer] + operation.answer.choices).compactMap(\.reference)
                return names.first.flatMap { structure.schemas[$0] }.map { (operation, $0) }
            }
    }

    @Test("every id that the document can expand, the stub can, and no other member, but for a table")
    func expandable() throws {
        var stripe = TestStripe(version: TestStripe.dahlia)
        for (operation, schema) in reads {
            var reached: Set<String> = []
            let paths = self.paths(in: schema, under: "", levels: 2)
            for path in paths {
                let reply = try stripe.get(operation.pathOfNobody, "expand[]=\(path.name)")
                let isRefused = reply["error.message"]?.contains("cannot be expanded") ?? false
                if !isRefused { reached.insert(path.name) }
            }
            let listed = Set(paths.filter(\.isExpandable).map(\.name))
            let missing = Set(KnownDifferences.notExpanded[operation.name, default: ""].split(separator: " "))
            let more = Set(KnownDifferences.expandedAsWell[operation.name, default: ""].split(separator: " "))
            #expect(Set(listed.subtracting(reached).map { $0[...] }) == missing, "\(operation.name)")
            #expect(Set(reached.subtracting(listed).map { $0[...] }) == more, "\(operation.name)")
        }
    }

    private struct Path: Hashable {
        let name: String
        let isExpandable: Bool
    }

    /// Every member, and every member of the objects that are always shown whole.
    private func paths(in schema: Schema, under prefix: String, levels: Int) -> Set<Path> {
        var found: Set<Path> = []
        for (name, property) in schema.properties {
            found.insert(Path(name: prefix + name, isExpandable: property.isExpandable))
            guard !property.isExpandable, levels > 1 else { continue }
            for inner in [property] + property.choices {
                let whole = inner.reference.flatMap { structure.schemas[$0] } ?? inner
                found.formUnion(paths(in: whole, under: "\(prefix)\(name).", levels: levels - 1))
            }
        }
        return found
    }
}

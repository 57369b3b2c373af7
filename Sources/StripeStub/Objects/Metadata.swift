// Part of most objects: the caller's own names and values.

struct Metadata: Sendable, Equatable {
    static let keysMax = 50
    static let keyLengthMax = 40
    static let valueLengthMax = 500

    private var entries: [StubJSON.Member] = []

    init() {}

    init(_ name: String, _ value: String) {
        entries = [.init(name: name, value: .text(value))]
    }

    var json: StubJSON { .object(entries) }

    /// Merges: `metadata[k]=` takes one key away, `metadata=` takes all, other keys stay.
    mutating func update(from parameters: ParameterTree) throws(StubFailure) {
        guard let given = parameters["metadata"] else { return }
        guard given.text == nil else {
            entries = []
            return
        }
        var merged = entries
        for member in given.members {
            let text = member.value.text ?? ""
            let place = merged.firstIndex { $0.name == member.name }
            switch (place, text.isEmpty) {
            case (let place?, true): merged.remove(at: place)
            case (let place?, false): merged[place] = .init(name: member.name, value: .text(text))
            case (nil, false): merged.append(.init(name: member.name, value: .text(text)))
            case (nil, true): break
            }
        }
        guard merged.count <= Self.keysMax else { throw .tooManyMetadataKeys("metadata") }
        entries = merged
    }
}

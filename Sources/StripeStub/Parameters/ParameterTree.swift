// On a request's way: the parameters, decoded, as the tree that their brackets spell.

/// `a[b][c]=v` is a leaf under `a`, `b`, `c`. A list is a tree whose names are its places.
struct ParameterTree: Sendable, Equatable {
    struct Member: Sendable, Equatable {
        let name: String
        var value: ParameterTree
    }

    /// The value, when this is a leaf.
    var text: String?
    var members: [Member] = []

    subscript(_ name: String) -> ParameterTree? {
        members.first { $0.name == name }?.value
    }

    /// Sets the leaf at that path. An empty part of a path (`a[]`) is the next free place.
    mutating func set(_ path: ArraySlice<String>, to value: String) {
        guard let part = path.first else {
            text = value
            return
        }
        let name = part.isEmpty ? String(members.count) : part
        let place: Int
        if let known = members.firstIndex(where: { $0.name == name }) {
            place = known
        } else {
            place = members.count
            members.append(Member(name: name, value: ParameterTree()))
        }
        members[place].value.set(path.dropFirst(), to: value)
    }

    /// Every leaf as `a[b][c]=v`, in order of name: equal for equal parameters, in whatever order they came.
    func flattened() -> [String] {
        var leaves: [String] = []
        for member in members { member.value.flatten(as: member.name, into: &leaves) }
        return leaves.sorted()
    }

    private func flatten(as name: String, into leaves: inout [String]) {
        if let text { leaves.append("\(name)=\(text)") }
        for member in members { member.value.flatten(as: "\(name)[\(member.name)]", into: &leaves) }
    }
}

// MARK: Reading, once the rules were kept

extension ParameterTree {
    /// Whether the parameter was sent, be it empty.
    func isGiven(_ name: String) -> Bool { self[name] != nil }

    /// The text; nil when it was not sent, or sent empty.
    func text(_ name: String) -> String? {
        guard let text = self[name]?.text, !text.isEmpty else { return nil }
        return text
    }

    func integer(_ name: String) -> Int64? { text(name).flatMap { Int64($0) } }

    func flag(_ name: String) -> Bool? { text(name).map { $0 == "true" } }

    func list(_ name: String) -> [String] { self[name]?.members.compactMap(\.value.text) ?? [] }

    /// Writes the parameter over the value when it was sent; an empty one unsets it.
    func update(_ value: inout String?, from name: String) {
        if isGiven(name) { value = text(name) }
    }
}

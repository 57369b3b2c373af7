// Under every call: where the objects of one kind are kept.

/// What a shelf asks of its objects.
protocol ShelfItem: Sendable {
    var id: String { get }
    /// Unix seconds.
    var created: Int64 { get }
}

/// Objects in the order of their times, found by id in one step, and filed under the ids of their owners (a
/// customer, an intent, a charge), so that no call has to look at all of them.
struct Shelf<Item: ShelfItem>: Sendable {
    private(set) var items: [Item] = []
    private var places: [String: Int] = [:]
    /// Per owner, places in rising order.
    private var filed: [String: [Int]] = [:]

    subscript(_ id: String) -> Item? {
        places[id].map { items[$0] }
    }

    func place(of id: String) -> Int? { places[id] }

    func places(under owner: String) -> [Int] { filed[owner] ?? [] }

    func items(under owner: String) -> [Item] { places(under: owner).map { items[$0] } }

    mutating func add(_ item: Item, under owners: [String?] = []) {
        let place = items.count
        items.append(item)
        places[item.id] = place
        for owner in owners.compactMap({ $0 }) { filed[owner, default: []].append(place) }
    }

    /// Puts the object back in its place. One that was never added is not kept.
    mutating func put(_ item: Item) {
        guard let place = places[item.id] else { return }
        items[place] = item
    }

    /// Forgets all but so many. Only for a shelf without owners: places move.
    mutating func keep(newest count: Int) {
        items.removeFirst(max(0, items.count - count))
        places = Dictionary(uniqueKeysWithValues: items.indices.map { (items[$0].id, $0) })
    }

    /// Pages are found by time: what was added with a time in the past goes to its place.
    mutating func sortByTime() {
        guard zip(items, items.dropFirst()).contains(where: { $0.created > $1.created }) else { return }
        let order = items.indices.sorted { (items[$0].created, $0) < (items[$1].created, $1) }
        var newPlaces = order
        for (place, old) in order.enumerated() { newPlaces[old] = place }
        items = order.map { items[$0] }
        places = places.mapValues { newPlaces[$0] }
        filed = filed.mapValues { places in places.map { newPlaces[$0] }.sorted() }
    }

    mutating func file(_ id: String, under owner: String) {
        guard let place = places[id] else { return }
        let known = filed[owner, default: []]
        let after = known.firstIndex { $0 >= place } ?? known.count
        guard after == known.count || known[after] != place else { return }
        filed[owner, default: []].insert(place, at: after)
    }

    /// Under another owner; nil is none.
    mutating func refile(_ id: String, from before: String?, under owner: String?) {
        guard before != owner else { return }
        if let before { unfile(id, from: before) }
        if let owner { file(id, under: owner) }
    }

    mutating func unfile(_ id: String, from owner: String) {
        guard let place = places[id] else { return }
        filed[owner]?.removeAll { $0 == place }
    }
}

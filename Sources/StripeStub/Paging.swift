// On a list's way: filters, cursors and the envelope.

/// Where to look, and from where on (Stripe, pagination).
struct PageRequest: Sendable {
    enum Cursor: Sendable {
        case none
        /// Towards older objects, from behind that one.
        case startingAfter(String)
        /// Towards newer objects, up to before that one.
        case endingBefore(String)
    }

    static let limitDefault: Int64 = 10
    static let limitMax: Int64 = 100

    let limit: Int
    let cursor: Cursor
    /// Unix seconds, both ends included.
    let created: ClosedRange<Int64>?

    /// A limit out of range is clamped, not refused.
    init(_ parameters: ParameterTree) throws(StubFailure) {
        limit = Int(min(max(parameters.integer("limit") ?? Self.limitDefault, 1), Self.limitMax))
        switch (parameters.text("starting_after"), parameters.text("ending_before")) {
        case (nil, nil): cursor = .none
        case (let id?, nil): cursor = .startingAfter(id)
        case (nil, let id?): cursor = .endingBefore(id)
        case (_?, _?): throw .bothCursors
        }
        created = Self.range(parameters["created"])
    }

    /// Nil when no time can fulfil the bounds.
    private static func range(_ bounds: ParameterTree?) -> ClosedRange<Int64>? {
        if let exact = bounds?.text.flatMap({ Int64($0) }) { return exact...exact }
        let after = bounds?.integer("gt").map { $0 == .max ? $0 : $0 + 1 }
        let before = bounds?.integer("lt").map { $0 == .min ? $0 : $0 - 1 }
        let low = max(after ?? .min, bounds?.integer("gte") ?? .min)
        let high = min(before ?? .max, bounds?.integer("lte") ?? .max)
        return low <= high ? low...high : nil
    }
}

/// A list's envelope.
enum ListJSON {
    static func page(_ data: [StubJSON], hasMore: Bool, url: String) -> StubJSON {
        ["object": "list", "data": .array(data), "has_more": .bool(hasMore), "url": .text(url)]
    }
}

extension Shelf {
    struct Page {
        /// Newest first.
        let items: [Item]
        let hasMore: Bool

        func json(at url: String, _ show: (Item) -> StubJSON) -> StubJSON {
            ListJSON.page(items.map(show), hasMore: hasMore, url: url)
        }
    }

    /// One page of all objects, or of those filed under the owner. Times and cursors are found by halving, so that
    /// a page costs what it shows and not what there is, save what `keeps` drops.
    func page(
        _ request: PageRequest, under owner: String? = nil, noun: String,
        keeps: (Item) -> Bool = { _ in true }
    ) throws(StubFailure) -> Page {
        let candidates = Candidates(count: items.count, filed: owner.map { places(under: $0) })
        guard let created = request.created else { return Page(items: [], hasMore: false) }
        var low = candidates.firstIndex { items[$0].created >= created.lowerBound }
        var high = candidates.firstIndex { items[$0].created > created.upperBound }
        var goesUp = false
        switch request.cursor {
        case .none: break
        case .startingAfter(let id):
            guard let place = place(of: id) else { throw .noSuch(noun, id, param: "starting_after") }
            high = min(high, candidates.firstIndex { $0 >= place })
        case .endingBefore(let id):
            guard let place = place(of: id) else { throw .noSuch(noun, id, param: "ending_before") }
            low = max(low, candidates.firstIndex { $0 > place })
            goesUp = true
        }
        let range = low..<max(low, high)
        guard goesUp else { return collect(range.reversed(), of: candidates, request.limit, keeps) }
        // The page just above the cursor, which is shown newest first as well.
        let page = collect(range, of: candidates, request.limit, keeps)
        return Page(items: page.items.reversed(), hasMore: page.hasMore)
    }

    private func collect(
        _ indices: some Sequence<Int>, of candidates: Candidates, _ limit: Int, _ keeps: (Item) -> Bool
    ) -> Page {
        var found: [Item] = []
        for index in indices {
            let item = items[candidates[index]]
            guard keeps(item) else { continue }
            if found.count == limit { return Page(items: found, hasMore: true) }
            found.append(item)
        }
        return Page(items: found, hasMore: false)
    }
}

/// Places on a shelf, rising: all of them, or an owner's.
private struct Candidates {
    private let filed: [Int]?
    let count: Int

    init(count: Int, filed: [Int]?) {
        self.filed = filed
        self.count = filed?.count ?? count
    }

    subscript(_ index: Int) -> Int { filed?[index] ?? index }

    /// The first index whose place fulfils the condition, which stays true from there on.
    func firstIndex(where holds: (Int) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

// Behind everything that happens by itself: what, and when.

/// What Stripe will do without being asked, earliest first: a binary heap. Nothing is ever taken out before its time;
/// whoever acts on an entry looks first whether it still stands.
struct Agenda: Sendable {
    enum Item: Sendable {
        /// A hold's time is over.
        case holdEnds(intent: String)
        /// A payment captured asynchronously reaches the balance.
        case movementAppears(charge: String)
        /// The bank says what became of a refund.
        case refundSettles(String)
    }

    private struct Entry: Sendable {
        let due: Int64
        /// Of two that are due at once, the first that was added comes first.
        let number: Int
        let item: Item

        func comes(before other: Entry) -> Bool { (due, number) < (other.due, other.number) }
    }

    private var heap: [Entry] = []
    private var added = 0

    mutating func add(_ item: Item, at due: Int64) {
        heap.append(Entry(due: due, number: added, item: item))
        added += 1
        var child = heap.count - 1
        while child > 0, heap[child].comes(before: heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the earliest entry out; nil when none is due by then.
    mutating func next(dueBy now: Int64) -> (item: Item, due: Int64)? {
        guard let first = heap.first, first.due <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while let child = earlierChild(of: parent), heap[child].comes(before: heap[parent]) {
            heap.swapAt(parent, child)
            parent = child
        }
        return (first.item, first.due)
    }

    private func earlierChild(of parent: Int) -> Int? {
        let left = 2 * parent + 1
        guard left < heap.count else { return nil }
        let right = left + 1
        return right < heap.count && heap[right].comes(before: heap[left]) ? right : left
    }
}

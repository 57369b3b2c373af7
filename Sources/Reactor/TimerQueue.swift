// Inside the loop: what is due when. A binary heap, because most timers are moved or cancelled before they fire.

/// A thing to do on the loop's thread at a time. Made and touched on the loop's thread only.
package final class LoopTimer {
    package fileprivate(set) var dueNanoseconds: UInt64
    fileprivate let action: () -> Void
    fileprivate var position: Int?

    /// False once it has fired or was cancelled; moving it arms it again.
    package var isArmed: Bool { position != nil }

    init(dueNanoseconds: UInt64, action: @escaping () -> Void) {
        self.dueNanoseconds = dueNanoseconds
        self.action = action
    }

    func fire() {
        action()
    }
}

struct TimerQueue {
    private var heap: [LoopTimer] = []

    var nextDueNanoseconds: UInt64? { heap.first?.dueNanoseconds }

    mutating func insert(_ timer: LoopTimer) {
        timer.position = heap.count
        heap.append(timer)
        rise(from: heap.count - 1)
    }

    mutating func move(_ timer: LoopTimer, toNanoseconds due: UInt64) {
        timer.dueNanoseconds = due
        guard let position = timer.position else { return insert(timer) }
        rise(from: position)
        sink(from: timer.position ?? position)
    }

    mutating func remove(_ timer: LoopTimer) {
        guard let position = timer.position else { return }
        let last = heap.removeLast()
        timer.position = nil
        guard last !== timer else { return }
        heap[position] = last
        last.position = position
        rise(from: position)
        sink(from: last.position ?? position)
    }

    mutating func popDue(atNanoseconds now: UInt64) -> LoopTimer? {
        guard let first = heap.first, first.dueNanoseconds <= now else { return nil }
        remove(first)
        return first
    }

    private mutating func rise(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].dueNanoseconds < heap[parent].dueNanoseconds else { return }
            swap(child, parent)
            child = parent
        }
    }

    private mutating func sink(from start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in (2 * parent + 1)...(2 * parent + 2) where child < heap.count {
                if heap[child].dueNanoseconds < heap[least].dueNanoseconds { least = child }
            }
            guard least != parent else { return }
            swap(parent, least)
            parent = least
        }
    }

    private mutating func swap(_ left: Int, _ right: Int) {
        heap.swapAt(left, right)
        heap[left].position = left
        heap[right].position = right
    }
}

// Beside the tests of servers: what one was told or asked.
internal import Basics

/// Entries in the order in which they came, from any thread.
package final class Record<Entry: Sendable>: Sendable {
    private let state = Lock([Entry]())

    package init() {}

    package var entries: [Entry] { state.withLock { $0 } }

    package func add(_ entry: Entry) { state.withLock { $0.append(entry) } }
}

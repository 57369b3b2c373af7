// On every way: who does the same thing at the same moment waits for a turn, and no thread waits with it.

/// A queue for each name, over all loops of the process. Whoever waits is a suspended task, which goes on upon its own
/// loop when its turn comes; nobody else is kept waiting by it.
///
/// Turns come in the order of arrival. Where a turn takes no longer than its request's deadline, no wait outlasts the
/// waiter's own: who came first has the earlier one.
package final class Turns: Sendable {
    /// A name is there while somebody has its turn; those behind wait.
    private let queues = Lock<[String: [UnsafeContinuation<Void, Never>]]>([:])

    package init() {}

    package func take<Result, Failure: Error>(
        _ name: String, _ body: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        await enter(name)
        defer { leave(name) }
        return try await body()
    }

    private func enter(_ name: String) async {
        await withUnsafeContinuation { continuation in
            let isFree = queues.withLock { queues in
                guard queues[name] == nil else {
                    queues[name]?.append(continuation)
                    return false
                }
                queues[name] = []
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    private func leave(_ name: String) {
        let next: UnsafeContinuation<Void, Never>? = queues.withLock { queues in
            guard let waiting = queues[name], !waiting.isEmpty else {
                queues[name] = nil
                return nil
            }
            return queues[name]?.removeFirst()
        }
        next?.resume()
    }
}

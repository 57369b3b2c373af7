// On a sign-up's way: who does the same thing at the same moment waits for a turn, and no thread waits with it.
internal import Basics

/// A queue for each name, over all loops of the process. Whoever waits is a suspended task, which goes on upon its own
/// loop when its turn comes; nobody else is kept waiting by it.
///
/// Turns come in the order of arrival. A turn takes no longer than its request's deadline, and who came first has the
/// earlier deadline; so no wait outlasts the waiter's own.
package final class Turns: Sendable {
    /// A name is there while somebody has its turn; those behind wait.
    private let queues = Lock<[String: [UnsafeContinuation<Void, Never>]]>([:])

    package init() {}

    func take<Result, Failure: Error>(
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

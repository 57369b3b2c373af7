// Under everything: the one lock of the house, for state that more than one thread touches.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Guards a value with a pthread mutex. First choice for shared state is the loop's own thread; this is the
/// second. `Synchronization.Mutex` is not used, because the thread sanitizer reports it as a race.
///
/// Hold it for a few lines only, and never over an `await`.
package final class Lock<State>: @unchecked Sendable {
    // Safe: `state` is reached only through `withLock`, which holds the mutex.
    private var state: State
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    package init(_ state: sending State) {
        self.state = state
        mutex = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    package func withLock<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&state)
    }
}

// Around the server: waits for the word to stop.
internal import Dispatch

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// SIGTERM, as service managers send it, and SIGINT, as Ctrl-C does.
package struct StopSignal {
    private let arrived = DispatchSemaphore(value: 0)
    private let sources: [any DispatchSourceSignal]

    /// From here on the signals no longer end the process by themselves.
    package init() {
        let queue = DispatchQueue(label: "fermata.signals")
        let registered = DispatchGroup()
        sources = [SIGTERM, SIGINT].map { [arrived] number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            registered.enter()
            source.setRegistrationHandler { registered.leave() }
            source.setEventHandler { arrived.signal() }
            source.activate()
            return source
        }
        // A signal sent before this would be lost.
        registered.wait()
    }

    /// Blocks the calling thread until a signal came, then does `work` and waits for its end. A second signal does
    /// not wait: it ends the process.
    package func wait(thenDo work: @escaping @Sendable () async -> Void) {
        arrived.wait()
        DispatchQueue(label: "fermata.second-signal").async { [arrived] in
            arrived.wait()
            exit(1)
        }
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            await work()
            done.signal()
        }
        done.wait()
    }
}

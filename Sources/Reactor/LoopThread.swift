// Under the loop: the thread it runs on, with what differs between the systems' pthreads in one place.
#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

struct LoopThread {
    private let id: pthread_t

    /// Starts a thread that runs `body` once; nil when the system has no more threads.
    init?(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Body(run: body))
        #if canImport(Glibc)
            var id = pthread_t()
            let result = pthread_create(&id, nil, { Body.run($0) }, box.toOpaque())
        #else
            var started: pthread_t?
            let result = pthread_create(&started, nil, { Body.run($0) }, box.toOpaque())
            guard let id = started else { return nil }
        #endif
        guard result == 0 else {
            box.release()
            return nil
        }
        self.id = id
    }

    /// Waits for its end. Call it once.
    func join() {
        pthread_join(id, nil)
    }

    /// The calling thread's number, never zero.
    static var current: UInt {
        #if canImport(Glibc)
            pthread_self()
        #else
            UInt(bitPattern: pthread_self())
        #endif
    }

    private final class Body {
        private let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) {
            self.run = run
        }

        static func run(_ body: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
            if let body { Unmanaged<Body>.fromOpaque(body).takeRetainedValue().run() }
            return nil
        }
    }
}

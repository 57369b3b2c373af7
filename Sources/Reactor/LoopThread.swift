// Under the loop: the thread it runs on, with what differs between the systems' pthreads in one place.
#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

struct LoopThread {
    #if canImport(Glibc)
        private let id: pthread_t
    #else
        private let id: pthread_t?
    #endif

    /// Starts a thread that runs `body` once.
    ///
    /// - Throws: when the system has no more threads.
    init(_ body: @escaping @Sendable () -> Void) throws(ReactorFailure) {
        let box = Unmanaged.passRetained(Body(run: body))
        #if canImport(Glibc)
            var id = pthread_t()
            let result = pthread_create(&id, nil, { Body.run($0) }, box.toOpaque())
        #else
            var started: pthread_t?
            let result = pthread_create(&started, nil, { Body.run($0) }, box.toOpaque())
            let id = started
        #endif
        guard result == 0 else {
            box.release()
            throw .system("pthread_create", result)
        }
        self.id = id
    }

    /// Waits for its end. Call it once.
    func join() {
        #if canImport(Glibc)
            pthread_join(id, nil)
        #else
            if let id { pthread_join(id, nil) }
        #endif
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

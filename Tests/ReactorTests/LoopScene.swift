// Beside the loop's tests: a loop for one test, and a pair of sockets to watch on it.
import Reactor

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

enum LoopScene {
    /// Runs `body` on a loop of its own, and stops the loop afterwards.
    static func play(on poller: PollerKind, _ body: (EventLoop) async throws -> Void) async throws {
        let loop = try EventLoop(poller)
        try loop.start()
        let outcome = await withTaskExecutorPreference(loop) { () -> Result<Void, any Error> in
            do { return .success(try await body(loop)) } catch { return .failure(error) }
        }
        loop.stop()
        try outcome.get()
    }

    static var thread: UInt {
        #if canImport(Glibc)
            pthread_self()
        #else
            UInt(bitPattern: pthread_self())
        #endif
    }
}

extension EventLoop {
    /// Looks once a round until it holds, for half a minute at most.
    func eventually(_ holds: () -> Bool) async -> Bool {
        let deadline = nowMilliseconds + 30_000
        while !holds() {
            guard nowMilliseconds < deadline else { return false }
            await wait(milliseconds: 1)
        }
        return true
    }
}

/// Notes down what it is told.
final class Probe: ReadinessHandler {
    private(set) var seen: [Readiness] = []
    private let whenReady: () -> Void

    init(whenReady: @escaping () -> Void = {}) {
        self.whenReady = whenReady
    }

    func ready(_ readiness: Readiness) {
        seen.append(readiness)
        whenReady()
    }

    func forget() { seen = [] }
}

/// Two connected sockets: what is written to one is read from the other.
final class SocketPair {
    let near: Int32
    private(set) var far: Int32

    init() throws {
        var pair: [Int32] = [-1, -1]
        #if os(Linux)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        guard socketpair(AF_UNIX, stream, 0, &pair) == 0 else {
            throw ReactorFailure.system("socketpair", errno)
        }
        (near, far) = (pair[0], pair[1])
        _ = fcntl(near, F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(near)
        closeFar()
    }

    func writeFar() { _ = write(far, "x", 1) }

    func readNear() -> Int {
        var bytes = [UInt8](repeating: 0, count: 64)
        return read(near, &bytes, bytes.count)
    }

    func shutDownFar() { _ = shutdown(far, Int32(SHUT_WR)) }

    func closeFar() {
        if far >= 0 { close(far) }
        far = -1
    }
}

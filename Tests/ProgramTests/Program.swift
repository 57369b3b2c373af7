// A program under test, as its own process: started, read, spoken to by signals, and always ended.
import Basics
import Foundation
import Testing

/// What a process printed, and how it ended.
struct Finished {
    let status: Int32
    let output: String
    let errors: String
}

final class Program: Sendable {
    private let process: Process
    private let folder: URL
    private let output: Collector
    private let errors: Collector

    /// - Parameters:
    ///   - name: a product of the package, or an absolute path.
    ///   - input: what it finds as its descriptor 0.
    init(
        _ name: String, _ arguments: [String], environment: [String: String] = [:],
        input: FileHandle = .nullDevice
    ) throws {
        process = Process()
        process.executableURL =
            name.hasPrefix("/") ? URL(filePath: name) : Self.products.appending(path: name)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin:/usr/local/bin"].merging(environment) { $1 }
        // Its own, where no .env is and no other server's data.
        folder = FileManager.default.temporaryDirectory.appending(path: "program-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        process.currentDirectoryURL = folder
        process.standardInput = input
        output = Collector()
        errors = Collector()
        process.standardOutput = output.pipe
        process.standardError = errors.pipe
        ended = AsyncStream.makeStream(of: Int32.self)
        let tellEnd: @Sendable (Int32) -> Void = { [ended, output, errors] status in
            output.programEnded()
            errors.programEnded()
            ended.continuation.yield(status)
            ended.continuation.finish()
        }
        process.terminationHandler = { tellEnd($0.terminationStatus) }
        try process.run()
        // Foundation learns of the end by a socket that another test's child may have inherited, or not at all. Whoever
        // of the two is first has told it.
        let identifier = id_t(process.processIdentifier)
        Thread.detachNewThread {
            if let status = Self.statusAtEnd(of: identifier) { tellEnd(status) }
        }
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Waits, and leaves it to Foundation to have the process forgotten; nil when it has.
    private static func statusAtEnd(of process: id_t) -> Int32? {
        var ending = siginfo_t()
        while waitid(P_PID, process, &ending, WEXITED | WNOWAIT) != 0 {
            guard errno == EINTR else { return nil }
        }
        #if canImport(Glibc)
            return ending._sifields._sigchld.si_status
        #else
            return ending.si_status
        #endif
    }

    private let ended: (stream: AsyncStream<Int32>, continuation: AsyncStream<Int32>.Continuation)

    /// Waits until standard output holds `text`, or has ended.
    func printed(_ text: String) async throws -> String {
        for await soFar in output.growing() where soFar.contains(text) { return soFar }
        throw Missing(text: text, output: output.text, errors: errors.text)
    }

    /// What it has written to standard error so far.
    var errorLog: String { errors.text }

    var identifier: Int32 { process.processIdentifier }

    func signal(_ number: Int32) {
        // What has ended may have left its number to somebody else's process.
        guard process.isRunning else { return }
        kill(identifier, number)
    }

    func finished() async -> Finished {
        var status: Int32 = -1
        for await ending in ended.stream { status = ending }
        // The last words may still be in the pipe.
        for await _ in output.growing() {}
        for await _ in errors.growing() {}
        return Finished(status: status, output: output.text, errors: errors.text)
    }

    struct Missing: Error {
        let text: String
        let output: String
        let errors: String
    }

    /// The test's own bundle lies beside the package's products.
    static let products: URL = {
        let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        return (tests ?? URL(filePath: CommandLine.arguments[0])).deletingLastPathComponent()
    }()
}

/// Gathers what a pipe brings, and tells whoever waits each time that there is more.
///
/// The end of the pipe is no sign that the program ended: another test's child may have inherited the other end. So
/// whoever knows that the program ended says so, and what is in the pipe then is all there is. For the same reason it
/// is read by a thread and no Dispatch source: one whose pipe is closed here and lives on there is told of it when it
/// is gone.
private final class Collector: Sendable {
    private struct State {
        var data = Data()
        var isEnded = false
        var listeners: [AsyncStream<String>.Continuation] = []

        var text: String { String(decoding: data, as: UTF8.self) }
    }

    let pipe = Pipe()
    /// Written to once: the program has ended.
    private let ending = Pipe()
    private let state = Lock(State())

    init() {
        let descriptor = pipe.fileHandleForReading.fileDescriptor
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        Thread.detachNewThread { [self] in gather() }
    }

    var text: String { state.withLock { $0.text } }

    func programEnded() {
        _ = write(ending.fileHandleForWriting.fileDescriptor, "x", 1)
    }

    /// What was gathered so far, and again at each change, until the program ended.
    func growing() -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        state.withLock { state in
            continuation.yield(state.text)
            if state.isEnded { continuation.finish() } else { state.listeners.append(continuation) }
        }
        return stream
    }

    /// The thread's whole life.
    private func gather() {
        var waited = [
            pollfd(fd: pipe.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: ending.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0),
        ]
        while waited[1].revents == 0 {
            poll(&waited, nfds_t(waited.count), -1)
            // Nobody can write any more; a negative descriptor is passed over.
            if !drain() { waited[0].fd = -1 }
        }
        _ = drain()
        state.withLock { state in
            state.isEnded = true
            for listener in state.listeners { listener.finish() }
            state.listeners = []
        }
    }

    /// - Returns: whether more may come.
    private func drain() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(pipe.fileHandleForReading.fileDescriptor, &buffer, buffer.count)
            guard count > 0 else { return count < 0 }
            state.withLock { state in
                state.data.append(contentsOf: buffer[..<count])
                for listener in state.listeners { listener.yield(state.text) }
            }
        }
    }
}

// A program under test, as its own process: started, read, spoken to by signals, and always ended.
import Dispatch
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

    /// - Parameter name: a product of the package, or an absolute path.
    init(_ name: String, _ arguments: [String], environment: [String: String] = [:])
        throws
    {
        process = Process()
        process.executableURL =
            name.hasPrefix("/") ? URL(filePath: name) : Self.products.appending(path: name)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin:/usr/local/bin"].merging(environment) { $1 }
        // Its own, where no .env is and no other server's data.
        folder = FileManager.default.temporaryDirectory.appending(path: "program-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        output = Collector()
        errors = Collector()
        process.standardOutput = output.pipe
        process.standardError = errors.pipe
        ended = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { [ended, output, errors] process in
            output.programEnded()
            errors.programEnded()
            ended.continuation.yield(process.terminationStatus)
            ended.continuation.finish()
        }
        try Self.spawning.withLock { try process.run() }
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// One at a time: a child that is started while another is being started inherits what tells of the other's end,
    /// which is then not told before both have ended.
    private static let spawning = NSLock()

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
/// whoever knows that the program ended says so, and what is in the pipe then is all there is.
private final class Collector: @unchecked Sendable {
    // Safe: everything but the pipe and the source is touched on the queue.
    let pipe = Pipe()
    private let queue = DispatchQueue(label: "collector")
    private let source: any DispatchSourceRead
    private var data = Data()
    private var isEnded = false
    private var listeners: [AsyncStream<String>.Continuation] = []

    init() {
        let descriptor = pipe.fileHandleForReading.fileDescriptor
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler { [weak self] in self?.drain() }
        // The pipe stays open until Dispatch has let go of it: what is closed before that, and lives on in somebody's
        // child, is told to a source that is gone.
        source.setCancelHandler { [pipe] in _ = pipe }
        source.activate()
    }

    deinit {
        source.cancel()
    }

    var text: String { queue.sync { String(decoding: data, as: UTF8.self) } }

    func programEnded() {
        queue.async { [self] in
            drain()
            end()
        }
    }

    /// What was gathered so far, and again at each change, until the program ended.
    func growing() -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        queue.async { [self] in
            continuation.yield(String(decoding: data, as: UTF8.self))
            if isEnded { continuation.finish() } else { listeners.append(continuation) }
        }
        return stream
    }

    private func drain() {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(pipe.fileHandleForReading.fileDescriptor, &buffer, buffer.count)
            guard count > 0 else {
                // Nobody can write any more: without this the source would fire for ever.
                if count == 0 { source.cancel() }
                return
            }
            data.append(contentsOf: buffer[..<count])
            for listener in listeners { listener.yield(String(decoding: data, as: UTF8.self)) }
        }
    }

    private func end() {
        isEnded = true
        for listener in listeners { listener.finish() }
        listeners = []
    }
}

// A program under test, as its own process: started, read, spoken to by signals, and always ended.
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
    private let output: Collector
    private let errors: Collector

    /// - Parameter name: a product of the package, or an absolute path.
    init(_ name: String, _ arguments: [String], environment: [String: String] = [:], in directory: URL? = nil) throws {
        process = Process()
        process.executableURL = name.hasPrefix("/") ? URL(filePath: name) : Self.products.appending(path: name)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin:/usr/local/bin"].merging(environment) { $1 }
        if let directory { process.currentDirectoryURL = directory }
        process.standardInput = FileHandle.nullDevice
        output = Collector()
        errors = Collector()
        process.standardOutput = output.pipe
        process.standardError = errors.pipe
        ended = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { [ended] process in
            ended.continuation.yield(process.terminationStatus)
            ended.continuation.finish()
        }
        try process.run()
    }

    private let ended: (stream: AsyncStream<Int32>, continuation: AsyncStream<Int32>.Continuation)

    /// Waits until standard output holds `text`, or has ended.
    func printed(_ text: String) async throws -> String {
        for await soFar in output.growing() where soFar.contains(text) { return soFar }
        throw Missing(text: text, output: output.text, errors: errors.text)
    }

    func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
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
    private static let products: URL = {
        let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        return (tests ?? URL(filePath: CommandLine.arguments[0])).deletingLastPathComponent()
    }()
}

/// Gathers what a pipe brings, and tells whoever waits each time that there is more.
private final class Collector: Sendable {
    let pipe = Pipe()
    private let state = Gathered()

    init() {
        pipe.fileHandleForReading.readabilityHandler = { [state] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            state.add(data)
        }
    }

    var text: String { state.text }

    func growing() -> AsyncStream<String> { state.growing() }
}

private final class Gathered: @unchecked Sendable {
    // Safe: all of it is touched under the lock.
    private let lock = NSLock()
    private var data = Data()
    private var isEnded = false
    private var listeners: [AsyncStream<String>.Continuation] = []

    func add(_ more: Data) {
        lock.withLock {
            data.append(more)
            isEnded = isEnded || more.isEmpty
            for listener in listeners {
                listener.yield(String(decoding: data, as: UTF8.self))
                if isEnded { listener.finish() }
            }
        }
    }

    var text: String { lock.withLock { String(decoding: data, as: UTF8.self) } }

    func growing() -> AsyncStream<String> {
        AsyncStream { continuation in
            lock.withLock {
                continuation.yield(String(decoding: data, as: UTF8.self))
                if isEnded { continuation.finish() } else { listeners.append(continuation) }
            }
        }
    }
}

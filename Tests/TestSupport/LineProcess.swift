// Beside the tests that need another program: runs it and hands on what it prints.
internal import Basics
internal import Foundation

/// A program whose standard output is read line by line. Its standard input is open until `end`.
package final class LineProcess: Sendable {
    /// Each line goes to one reader.
    package let lines: AsyncStream<String>
    private let process = Process()
    private let input = Pipe()

    package init(_ path: String, _ arguments: [String]) throws {
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardInput = input
        process.standardError = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        self.lines = lines
        let unread = Lock("")
        output.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            guard !data.isEmpty else {
                handle.readabilityHandler = nil
                return continuation.finish()
            }
            let whole = unread.withLock { text in
                text += String(decoding: data, as: UTF8.self)
                let pieces = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                text = pieces.last ?? ""
                return pieces.dropLast()
            }
            for line in whole { continuation.yield(line) }
        }
        try process.run()
    }

    package func end() {
        try? input.fileHandleForWriting.close()
        if process.isRunning { process.terminate() }
    }

    /// nil once it has ended.
    package func nextLine() async -> String? {
        for await line in lines { return line }
        return nil
    }
}

// Beside the tests that need another program: runs it and hands on what it prints.
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
        try process.run()
        // A thread of its own, and no Dispatch source: another test's child may have inherited the pipe, and a source
        // whose pipe is closed here and lives on there is told of it when it is gone.
        Thread.detachNewThread {
            var unread = ""
            while true {
                let data = output.fileHandleForReading.availableData
                guard !data.isEmpty else { return continuation.finish() }
                unread += String(decoding: data, as: UTF8.self)
                let pieces = unread.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                unread = pieces.last ?? ""
                for line in pieces.dropLast() { continuation.yield(line) }
            }
        }
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

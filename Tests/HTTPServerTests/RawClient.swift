// The other end of the wire in tests: a client that sends exactly the bytes it is told, also wrong ones.
import Reactor

@testable import HTTPServer

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A TCP connection on a loop. Made, used and let go on the loop's thread; closes when it is let go.
final class RawClient {
    private let stream: Stream
    private var input = InputBuffer()

    /// Each wait is bounded by this: what did not come by then does not come. Below the server's own limits, so
    /// that a test of a shorter one cannot pass by the longer.
    private static let patienceSeconds = 30

    init(_ address: SocketAddress, on loop: EventLoop) throws {
        stream = try Stream(try SystemSocket.connecting(to: address), on: loop)
    }

    deinit {
        stream.close()
    }

    func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) async throws {
        try await stream.send(bytes, secondsWithoutProgress: Self.patienceSeconds)
    }

    /// The next answer, also an interim one.
    /// - Parameter isToHead: the answer has no body, whatever its length says.
    func answer(isToHead: Bool = false) async throws -> RawAnswer {
        var answer = input.withBytes(RawAnswer.init)
        while answer == nil {
            try await receiveMore()
            answer = input.withBytes(RawAnswer.init)
        }
        guard var answer else { throw RawFailure.ended }
        input.take(answer.headBytes)
        let length = isToHead ? 0 : answer.value("Content-Length").flatMap { Int($0) } ?? 0
        while input.count < length { try await receiveMore() }
        answer.body = String(decoding: input.takeBytes(length), as: UTF8.self)
        return answer
    }

    private func receiveMore() async throws {
        guard try await receive() else { throw RawFailure.ended }
    }

    func ask(_ text: String) async throws -> RawAnswer {
        try await send(text)
        return try await answer()
    }

    /// All that comes until the server closes. Throws `StreamFailure.gone` when it is cut with a reset.
    func rest() async throws -> String {
        while try await receive() {}
        return String(decoding: input.takeBytes(input.count), as: UTF8.self)
    }

    /// Whether something has come, or came within so short a time.
    func hears(withinMilliseconds milliseconds: UInt64) async -> Bool {
        if !input.isEmpty { return true }
        let deadline = monotonicNanoseconds() + milliseconds * 1_000_000
        return (try? await stream.receive(into: &input, byNanoseconds: deadline)) != nil
    }

    func halfClose() { stream.shutDownWriting() }

    func reset() { stream.close(withReset: true) }

    private func receive() async throws -> Bool {
        let deadline = monotonicNanoseconds() + UInt64(Self.patienceSeconds) * 1_000_000_000
        return try await stream.receive(into: &input, byNanoseconds: deadline)
    }
}

enum RawFailure: Error {
    /// The stream ended before or within an answer.
    case ended
}

struct RawAnswer {
    let status: Int
    /// Whole lines, without the status line.
    let lines: [String]
    let headBytes: Int
    var body = ""

    /// Not the server's own parser, which is under test here.
    init?(_ bytes: UnsafeRawBufferPointer) {
        let end = bytes.indices.dropLast(3).first { bytes[$0...].starts(with: "\r\n\r\n".utf8) }
        guard let end else { return nil }
        let text = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n").map(String.init)
        guard let code = text.first?.split(separator: " ").dropFirst().first, let status = Int(code) else {
            return nil
        }
        self.status = status
        lines = Array(text.dropFirst())
        headBytes = end + 4
    }

    func value(_ name: String) -> String? {
        lines.first { $0.lowercased().hasPrefix("\(name.lowercased()):") }
            .map { String($0.dropFirst(name.count + 1).drop { $0 == " " }) }
    }
}

extension SystemSocket {
    /// Returns while the connection is under way: what is sent or awaited first waits for it.
    fileprivate static func connecting(
        to address: SocketAddress
    ) throws(SocketFailure) -> SystemSocket {
        #if os(Linux)
            let descriptor = Glibc.socket(address.family, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = Darwin.socket(address.family, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { throw .system("socket", errno) }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        guard address.withSockaddr({ connect(descriptor, $0, $1) }) == 0 || errno == EINPROGRESS else {
            let failure = errno
            SystemSocket(descriptor: descriptor).close()
            throw .system("connect", failure)
        }
        return SystemSocket(descriptor: descriptor)
    }
}

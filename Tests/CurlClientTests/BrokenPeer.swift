// Beside the client's tests: a peer that answers with bytes of the test's choice, also ones that no server sends.
import Basics
import Reactor
import Testing

@testable import HTTPServer

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Takes connections on the test's loop, reads of each until the request's head is there, answers, and ends it.
final class BrokenPeer {
    enum Ending { case close, reset, hold }

    private let listener: SystemSocket
    private var acceptor: Acceptor?
    private let streams = Kept()

    private final class Kept: @unchecked Sendable {
        // Safe: touched on the test's loop only.
        var all: [HTTPServer.Stream] = []
    }

    private init(_ listener: SystemSocket) {
        self.listener = listener
    }

    /// Without a slash at its end.
    var base: String { "http://\(listener.localAddress?.description ?? "")" }

    static func answering(_ answer: String, then ending: Ending, on loop: EventLoop) throws -> BrokenPeer {
        let peer = BrokenPeer(try listening(backlog: 16))
        peer.acceptor = Acceptor(peer.listener, on: loop) { [streams = peer.streams] connection, _ in
            guard let stream = try? HTTPServer.Stream(connection, on: loop) else { return }
            streams.all.append(stream)
            let index = streams.all.count - 1
            loop.spawn { await play(streams.all[index], answer, ending) }
        }
        return peer
    }

    /// Its queue of connections is full and nobody takes one: the next one is neither taken nor refused.
    static func full() throws -> BrokenPeer {
        let peer = BrokenPeer(try listening(backlog: 0))
        let address = try #require(peer.listener.localAddress)
        #if os(Linux)
            let type = Int32(SOCK_STREAM.rawValue)
        #else
            let type = SOCK_STREAM
        #endif
        for _ in 0..<4 {
            let descriptor = socket(AF_INET, type, 0)
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            _ = address.withSockaddr { connect(descriptor, $0, $1) }
            peer.queued.append(descriptor)
        }
        return peer
    }

    private var queued: [Int32] = []

    func close() {
        if let acceptor { acceptor.close() } else { listener.close() }
        for descriptor in queued { SystemSocket(descriptor: descriptor).close() }
        for stream in streams.all { stream.close() }
    }

    private static func listening(backlog: Int32) throws -> SystemSocket {
        let any = try #require(SocketAddress(host: "127.0.0.1", port: 0))
        return try SystemSocket.listening(at: any, backlog: backlog, sharesPort: false)
    }

    private static func play(_ stream: HTTPServer.Stream, _ answer: String, _ ending: Ending) async {
        var input = InputBuffer()
        let deadline = monotonicNanoseconds() + 30_000_000_000
        while !input.withBytes({ String(decoding: $0, as: UTF8.self).contains("\r\n\r\n") }) {
            guard (try? await stream.receive(into: &input, byNanoseconds: deadline)) == true else { return }
        }
        try? await stream.send(Array(answer.utf8), secondsWithoutProgress: 8)
        switch ending {
        case .close: stream.close()
        case .reset: stream.close(withReset: true)
        case .hold: break
        }
    }
}

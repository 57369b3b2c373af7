// On an answer's way: its bytes to the socket, whole; or, for a server that plays a broken peer, slowly or in part.
internal import Basics
internal import Reactor

extension Connection {
    /// Sends what the head has announced, as chunks where the client knows them (RFC 9112 section 7.1).
    ///
    /// - Returns: how many bytes of the body there were.
    func sendRest(_ response: Response, _ rest: BodyRest, isChunked: Bool) async throws(StreamFailure) -> Int
    {
        var count = 0
        let send = { [self] (piece: [UInt8]) async throws -> Void in
            guard !piece.isEmpty else { return }
            count += piece.count
            try await stream.send(
                isChunked ? ResponseWriter.chunk(piece) : piece,
                secondsWithoutProgress: worker.limits.writeSeconds)
        }
        do {
            try await send(response.body)
            try await rest(send)
        } catch {
            stream.close(withReset: true)
            throw .gone
        }
        if isChunked {
            try await stream.send(
                ResponseWriter.lastChunk, secondsWithoutProgress: worker.limits.writeSeconds)
        }
        return count
    }

    private static let dripMilliseconds = 100

    /// - Parameter bodyBytes: how many of the bytes, at the end, are the body.
    func send(_ bytes: [UInt8], bodyBytes: Int, _ ending: Response.Ending) async throws(StreamFailure) {
        switch ending {
        case .keepAlive, .close, .reset:
            try await stream.send(bytes, secondsWithoutProgress: worker.limits.writeSeconds)
        case .truncate:
            let half = Array(bytes.dropLast(bodyBytes - bodyBytes / 2))
            try await stream.send(half, secondsWithoutProgress: worker.limits.writeSeconds)
        case .trickle(let bytesPerSecond):
            let headBytes = max(0, bytes.count - bodyBytes)
            try await stream.send(
                Array(bytes[..<headBytes]), secondsWithoutProgress: worker.limits.writeSeconds)
            let drop = max(1, bytesPerSecond * Self.dripMilliseconds / 1000)
            for start in stride(from: headBytes, to: bytes.count, by: drop) {
                await worker.loop.wait(milliseconds: Self.dripMilliseconds)
                try await stream.send(
                    Array(bytes[start..<min(start + drop, bytes.count)]),
                    secondsWithoutProgress: worker.limits.writeSeconds)
            }
        }
    }
}

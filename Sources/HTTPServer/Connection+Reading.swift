// On a request's way: from a connection's bytes to a head and a body, each within its time.
internal import Reactor

extension Connection {
    /// - Returns: nil when the client ended the connection within the head.
    func readHead() async throws(RequestFailure) -> RequestHead? {
        let deadline = now + seconds(worker.limits.headSeconds)
        var parser = HeadParser(limits: worker.limits)
        while true {
            let parsed = try wire { () throws(WireFailure) in
                try input.withBytes { (bytes) throws(WireFailure) in try parser.advance(bytes) }
            }
            if let parsed {
                input.take(parsed.byteCount)
                return parsed.head
            }
            guard try await receive(byNanoseconds: deadline, late: "the head of the request") else {
                return nil
            }
        }
    }

    func readBody(_ head: RequestHead, bytesMax: Int) async throws(RequestFailure) -> [UInt8] {
        switch head.framing.body {
        case .none: return []
        case .length(let length):
            guard length <= bytesMax else { throw .wire(.tooLarge(bytesMax)) }
            try await continueIfExpected(head)
            let started = now
            while input.count < length {
                try await receiveBody(started: started, received: input.count)
            }
            return input.takeBytes(length)
        case .chunked:
            try await continueIfExpected(head)
            let started = now
            var received = 0
            var decoder = ChunkedDecoder(contentBytesMax: bytesMax, limits: worker.limits)
            while true {
                let taken = try wire { () throws(WireFailure) in
                    try input.withBytes { (bytes) throws(WireFailure) in try decoder.advance(bytes) }
                }
                input.take(taken)
                received += taken
                if decoder.isDone { return decoder.content }
                try await receiveBody(started: started, received: received)
            }
        }
    }

    /// Not sent when the body is already on its way (RFC 9110 section 10.1.1).
    private func continueIfExpected(_ head: RequestHead) async throws(RequestFailure) {
        guard head.framing.expectsContinue, input.isEmpty else { return }
        do throws(StreamFailure) {
            try await stream.send(
                Array("HTTP/1.1 100 Continue\r\n\r\n".utf8),
                secondsWithoutProgress: worker.limits.writeSeconds)
        } catch {
            throw .stream(error)
        }
    }

    /// The whole body has `bodySeconds`; and after a grace each second must bring its share of bytes.
    private func receiveBody(started: UInt64, received: Int) async throws(RequestFailure) {
        let limits = worker.limits
        let earned = limits.bodyGraceSeconds + received / limits.bodyBytesPerSecondMin
        let deadline = started + seconds(min(limits.bodySeconds, earned))
        guard try await receive(byNanoseconds: deadline, late: "the body of the request") else {
            throw .stream(.gone)
        }
    }

    /// - Parameter late: what to call the missing part in a 408.
    private func receive(
        byNanoseconds deadline: UInt64, late: String
    ) async throws(RequestFailure) -> Bool {
        do throws(StreamFailure) {
            return try await stream.receive(into: &input, byNanoseconds: deadline)
        } catch {
            if case .timedOut = error { throw .wire(.late(late)) }
            throw .stream(error)
        }
    }

    private func wire<Result>(
        _ body: () throws(WireFailure) -> Result
    ) throws(RequestFailure) -> Result {
        do throws(WireFailure) {
            return try body()
        } catch {
            throw .wire(error)
        }
    }

    var now: UInt64 { worker.loop.nowNanoseconds }

    func seconds(_ count: Int) -> UInt64 { UInt64(count) * 1_000_000_000 }
}

/// Why no request came of it: the connection's fault or the message's.
enum RequestFailure: Error {
    case stream(StreamFailure)
    case wire(WireFailure)
}

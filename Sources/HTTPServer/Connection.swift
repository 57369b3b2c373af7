// On a request's way: one connection's whole life, as one task on its loop.
internal import Reactor

/// Reads a request, has it answered, writes the answer, and again: exactly one answer a request, in order
/// (RFC 9112 section 9.3). What a client pipelines meanwhile stays in the kernel's buffer, which bounds it.
final class Connection {
    private let stream: Stream
    private let worker: ServerWorker
    private let peer: SocketAddress?
    private var input = InputBuffer()
    private var isIdle = false

    init(_ stream: Stream, peer: SocketAddress?, worker: ServerWorker) {
        self.stream = stream
        self.peer = peer
        self.worker = worker
    }

    /// Lets a request that is under way finish; an idle connection closes now.
    func drain() {
        if isIdle { stream.interrupt() }
    }

    func abort() {
        stream.close(withReset: true)
    }

    func serve() async {
        do throws(StreamFailure) {
            var answered = 0
            while try await serveOne(isLast: answered + 1 >= worker.limits.requestsPerConnectionMax) {
                answered += 1
            }
        } catch {
            // Gone, idle for too long, or stopped between two requests: there is nobody to answer.
        }
        stream.close()
    }

    /// - Returns: whether the connection goes on.
    private func serveOne(isLast: Bool) async throws(StreamFailure) -> Bool {
        var exchange = PendingExchange(id: worker.nextRequestID())
        do throws(RequestFailure) {
            guard let head = try await readHead() else { return false }
            exchange.begin(head, atNanoseconds: worker.loop.nowNanoseconds)
            return try await answer(head, &exchange, isLast: isLast)
        } catch {
            switch error {
            case .stream(let failure): throw failure
            case .wire(let failure):
                try await refuse(failure, exchange)
                return false
            }
        }
    }

    private func answer(
        _ head: RequestHead, _ exchange: inout PendingExchange, isLast: Bool
    ) async throws(RequestFailure) -> Bool {
        var response: Response
        var isBodyRead = head.framing.body == .none
        switch worker.router.match(head.method, head.path) {
        case .found(let route, let parameters):
            exchange.route = route.pattern
            let body = try await readBody(head, bytesMax: min(route.bodyBytesMax, worker.limits.bodyBytesMax))
            isBodyRead = true
            response = await route.handler(
                Request(head: head, body: body, parameters: parameters, id: exchange.id, peer: peer))
        case .methodNotAllowed(let methods) where head.method == .options:
            response = .options(methods)
        case .methodNotAllowed(let methods):
            response = worker.refuse(
                .methodNotAllowed, .methodNotAllowed, "the method is not allowed here", exchange)
            response.add("Allow", .methods(methods))
        case .notFound where head.isAsterisk:
            response = .options([.get, .head, .post, .options])
        case .notFound:
            response = worker.refuse(.notFound, .notFound, "there is no such path", exchange)
        }
        if case .reset = response.ending {
            stream.close(withReset: true)
            return false
        }
        // A body that nobody read would be taken for the next request.
        let closes =
            isLast || !isBodyRead || !head.framing.keepsAlive || worker.isStopping
            || response.ending == .close
        try await write(response, exchange, closes: closes)
        return !closes
    }

    private func refuse(_ failure: WireFailure, _ exchange: PendingExchange) async throws(StreamFailure) {
        let response = worker.refuse(.wire, failure.status, failure.reason, exchange)
        do throws(RequestFailure) {
            try await write(response, exchange, closes: true)
        } catch {
            throw .gone
        }
    }

    private func write(
        _ response: Response, _ exchange: PendingExchange, closes: Bool
    ) async throws(RequestFailure) {
        let bytes = worker.bytes(
            response, requestID: exchange.id, closes: closes, isHTTP10: exchange.head?.isHTTP10 ?? false,
            withBody: exchange.head?.method != .head)
        do throws(StreamFailure) {
            try await stream.send(bytes, secondsWithoutProgress: worker.limits.writeSeconds)
        } catch {
            throw .stream(error)
        }
        worker.observe(exchange.finished(response, peer: peer, atNanoseconds: monotonicNanoseconds()))
        if closes { await linger() }
    }

    /// Closing while bytes of the client lie unread would send a reset, which can overtake the answer: so the
    /// sending side closes first, and what comes is dropped for a moment (RFC 9112 section 9.6).
    private func linger() async {
        stream.shutDownWriting()
        let deadline = monotonicNanoseconds() + UInt64(worker.limits.lingerMilliseconds) * 1_000_000
        var dropped = input.count
        input.take(dropped)
        do throws(StreamFailure) {
            while dropped < worker.limits.lingerBytesMax,
                try await stream.receive(into: &input, byNanoseconds: deadline)
            {
                dropped += input.count
                input.take(input.count)
            }
        } catch {
            // The moment is over, or the client is gone: either way the connection ends.
        }
    }
}

// MARK: Reading

extension Connection {
    /// - Returns: nil when the connection ended, or was idle for too long, between two requests.
    private func readHead() async throws(RequestFailure) -> RequestHead? {
        guard !worker.isStopping else { return nil }
        if input.isEmpty {
            isIdle = true
            defer { isIdle = false }
            guard try await receive(byNanoseconds: now + seconds(worker.limits.idleSeconds)) else {
                return nil
            }
        }
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

    private func readBody(_ head: RequestHead, bytesMax: Int) async throws(RequestFailure) -> [UInt8] {
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

    /// - Parameter late: what to call the missing part in a 408; without it a time-out is the stream's own failure.
    private func receive(
        byNanoseconds deadline: UInt64, late: String? = nil
    ) async throws(RequestFailure) -> Bool {
        do throws(StreamFailure) {
            return try await stream.receive(into: &input, byNanoseconds: deadline)
        } catch {
            if case .timedOut = error, let late { throw .wire(.late(late)) }
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

    private var now: UInt64 { worker.loop.nowNanoseconds }

    private func seconds(_ count: Int) -> UInt64 { UInt64(count) * 1_000_000_000 }
}

/// Why no request came of it: the connection's fault or the message's.
private enum RequestFailure: Error {
    case stream(StreamFailure)
    case wire(WireFailure)
}

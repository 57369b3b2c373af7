// On a request's way: one connection's whole life, as one task on its loop.
internal import Basics
internal import Reactor

/// Reads a request, has it answered, writes the answer, and again: exactly one answer a request, in order
/// (RFC 9112 section 9.3). What a client pipelines meanwhile stays in the kernel's buffer, which bounds it.
final class Connection {
    let stream: Stream
    let worker: ServerWorker
    private let peer: SocketAddress?
    var input = InputBuffer()
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
        guard try await awaitRequest() else { return false }
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

    /// - Returns: false when the connection ended, or the server stops, between two requests.
    private func awaitRequest() async throws(StreamFailure) -> Bool {
        guard !worker.isClosingIdle else { return false }
        guard input.isEmpty else { return true }
        isIdle = true
        defer { isIdle = false }
        return try await stream.receive(
            into: &input, byNanoseconds: now + seconds(worker.limits.idleSeconds))
    }

    private func answer(
        _ head: RequestHead, _ exchange: inout PendingExchange, isLast: Bool
    ) async throws(RequestFailure) -> Bool {
        var response: Response
        var isBodyRead = head.framing.body == .none
        switch worker.router.match(head.method, head.path) {
        case .found(let route, let parameters):
            exchange.route = route.name
            let body = try await readBody(head, bytesMax: min(route.bodyBytesMax, worker.limits.bodyBytesMax))
            isBodyRead = true
            let request = Request(
                head: head, body: body, parameters: parameters, id: exchange.id, peer: peer)
            response = await RequestTrace.$id.withValue(exchange.id) { await route.handler(request) }
        case .methodNotAllowed(let methods) where head.method == .options:
            response = .options(methods)
        case .methodNotAllowed(let methods):
            response = worker.refuse(
                .methodNotAllowed, .methodNotAllowed, "the method is not allowed here", exchange)
            response.add("Allow", .methods(methods))
        case .notFound where head.isAsterisk:
            response = .options([.get, .head, .post, .options])
        case .notFound where head.method == .trace || head.method == .connect:
            response = worker.refuse(
                .wire, .notImplemented, "this server traces nothing and is no proxy", exchange)
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
            || response.ending == .close || response.ending == .truncate
            || response.rest != nil && head.isHTTP10
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
        let isHTTP10 = exchange.head?.isHTTP10 ?? false
        let withBody = !isAnswerToHead(exchange)
        let bytes = worker.bytes(
            response, requestID: exchange.id, closes: closes, isHTTP10: isHTTP10, withBody: withBody)
        var bodyBytes = response.body.count
        do throws(StreamFailure) {
            if let rest = response.rest {
                try await send(bytes, bodyBytes: 0, .keepAlive)
                bodyBytes = withBody ? try await sendRest(response, rest, isChunked: !isHTTP10) : 0
            } else {
                try await send(bytes, bodyBytes: bodyBytes, response.ending)
            }
        } catch {
            throw .stream(error)
        }
        worker.observe(
            exchange.finished(
                response, bodyBytes: bodyBytes, peer: peer, atNanoseconds: monotonicNanoseconds()))
        if closes { await linger() }
    }

    /// Also of a head that was refused: what follows the fields would be taken for another answer (RFC 9110 section
    /// 9.3.2). A refused head still lies where it arrived.
    private func isAnswerToHead(_ exchange: PendingExchange) -> Bool {
        if let head = exchange.head { return head.method == .head }
        return input.withBytes(HeadParser.asksForHead)
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

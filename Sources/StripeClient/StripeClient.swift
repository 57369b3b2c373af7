// On the way to Stripe: one call, with its retries, its idempotency key and its deadline.
package import Basics

/// Calls Stripe's API v1. A value without state of its own: everything it touches comes from outside.
///
/// The calls themselves are in `Calls/`, a file per resource.
package struct StripeClient: Sendable {
    private let settings: StripeClientSettings
    private let authorization: Secret
    private let transport: any Transport
    private let waiter: any Waiter
    private let random: RandomBytes
    private let observe: @Sendable (StripeAttempt) -> Void

    /// `observe` is told of every attempt, on the thread that made it.
    package init(
        settings: StripeClientSettings, transport: any Transport, waiter: any Waiter,
        random: RandomBytes = .system,
        observe: @escaping @Sendable (StripeAttempt) -> Void = { _ in }
    ) {
        self.settings = settings
        self.authorization = Secret("Bearer \(settings.secretKey.reveal())")
        self.transport = transport
        self.waiter = waiter
        self.random = random
        self.observe = observe
    }

    /// Whether the version spoken makes a Refund of what a capture or a cancel lets go: it did until 2025-03-31
    /// (docs.stripe.com/changelog/basil). Versions begin with their date.
    package var releasesAreRefunds: Bool { settings.apiVersion < "2025-03-31" }

    /// The end of the time that a request which begins now may spend on Stripe.
    package func deadline() -> Deadline {
        Deadline(endsAtMilliseconds: waiter.nowMilliseconds + settings.deadlineMilliseconds)
    }

    func get<Object: StripeObject>(
        _ endpoint: StripeEndpoint, path: String? = nil, query: FormFields = [:], deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<Object> {
        var target = path ?? endpoint.template
        let query = query.encoded()
        if !query.isEmpty { target += "?" + String(decoding: query, as: UTF8.self) }
        let call = Call(endpoint: endpoint, method: .get, target: target, headers: headers(), body: [])
        return try StripeReply(try await perform(call, deadline: deadline))
    }

    /// Without a key of the caller's the call gets a random one: it makes the retries safe, and nothing else.
    func post<Object: StripeObject>(
        _ endpoint: StripeEndpoint, path: String? = nil, form: FormFields, idempotencyKey: String?,
        deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<Object> {
        var headers = headers()
        headers.append(("Idempotency-Key", idempotencyKey ?? "fermata-" + random.hex(byteCount: 16)))
        let call = Call(
            endpoint: endpoint, method: .post, target: path ?? endpoint.template, headers: headers,
            body: form.encoded())
        return try StripeReply(try await perform(call, deadline: deadline))
    }

    /// Carries no key: Stripe takes none on a DELETE, which sent again finds the object gone.
    func delete<Object: StripeObject>(
        _ endpoint: StripeEndpoint, path: String, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<Object> {
        let call = Call(endpoint: endpoint, method: .delete, target: path, headers: headers(), body: [])
        return try StripeReply(try await perform(call, deadline: deadline))
    }

    private func headers() -> [(name: String, value: String)] {
        [("Authorization", authorization.reveal()), ("Stripe-Version", settings.apiVersion)]
    }
}

// MARK: Attempts

extension StripeClient {
    private struct Call {
        let endpoint: StripeEndpoint
        let method: TransportRequest.Method
        let target: String
        let headers: [(name: String, value: String)]
        let body: [UInt8]
    }

    private struct Attempt {
        let outcome: AttemptOutcome
        let result: Result<StripeAnswer, StripeFailure>
        var requestID: String?
    }

    private func perform(_ call: Call, deadline: Deadline) async throws(StripeFailure) -> StripeAnswer {
        var retries = 0
        var mayHaveActed = false
        while true {
            let start = waiter.nowMilliseconds
            let left = deadline.millisecondsLeft(at: start)
            guard left > 0 else { throw .timedOut }
            let attempt = await attempt(call, deadlineMilliseconds: left)
            let end = waiter.nowMilliseconds
            let (decision, delay) = next(
                after: attempt.outcome, retries: retries,
                millisecondsLeft: deadline.millisecondsLeft(at: end))
            observe(
                StripeAttempt(
                    method: call.method, endpoint: call.endpoint, retry: retries,
                    status: attempt.outcome.status,
                    requestID: attempt.requestID, decision: decision, milliseconds: end - start))
            guard case .retry = decision else {
                return try attempt.result.mapError { $0.after(mayHaveActed: mayHaveActed) }.get()
            }
            mayHaveActed = mayHaveActed || attempt.outcome.mayHaveActed
            await waiter.wait(milliseconds: delay)
            retries += 1
        }
    }

    private func attempt(_ call: Call, deadlineMilliseconds: Int) async -> Attempt {
        let request = TransportRequest(
            method: call.method, target: call.target, headers: call.headers, body: call.body,
            deadlineMilliseconds: deadlineMilliseconds)
        do throws(TransportFailure) {
            let reader = ResponseReader(response: try await transport.send(request))
            let result = reader.read()
            let usable = if case .success = result { true } else { false }
            return Attempt(
                outcome: .responded(
                    status: reader.response.status, shouldRetry: reader.shouldRetry, usable: usable,
                    replayed: reader.replayed),
                result: result, requestID: reader.requestID)
        } catch {
            return Attempt(outcome: .failed(error), result: .failure(StripeFailure(error)))
        }
    }

    /// A retry that would start past the deadline is none.
    private func next(
        after outcome: AttemptOutcome, retries: Int, millisecondsLeft: Int
    ) -> (decision: RetryDecision, delayMilliseconds: Int) {
        let decision = RetryDecision.after(
            outcome, retriesDone: retries, retriesMax: settings.retriesMax)
        guard case .retry = decision else { return (decision, 0) }
        let backoff = Backoff(
            baseMilliseconds: settings.retryBaseMilliseconds,
            capMilliseconds: settings.retryCapMilliseconds)
        let delay = backoff.delayMilliseconds(retry: retries + 1, random: random.uint64())
        return delay < millisecondsLeft ? (decision, delay) : (.stop(.deadlineTooNear), 0)
    }
}

extension AttemptOutcome {
    fileprivate var status: Int? {
        guard case .responded(let status, _, _, _) = self else { return nil }
        return status
    }

    /// Stripe may have done what was asked although its answer was of no use.
    fileprivate var mayHaveActed: Bool {
        switch self {
        case .failed(.notSent), .responded(400..<500, _, _, _): false
        case .failed, .responded: true
        }
    }
}

extension StripeFailure {
    fileprivate init(_ failure: TransportFailure) {
        self =
            switch failure {
            case .notSent(let reason): .unreachable(reason: reason)
            case .noAnswer(let reason):
                .broken(StripeBreakage(status: nil, reason: reason, requestID: nil))
            case .timedOut: .timedOut
            }
    }

    /// "Nothing was done" is only true when no attempt before may have done it.
    fileprivate func after(mayHaveActed: Bool) -> StripeFailure {
        guard mayHaveActed else { return self }
        return switch self {
        case .unreachable(let reason):
            .broken(StripeBreakage(status: nil, reason: reason, requestID: nil))
        case .rateLimited(let refusal):
            .broken(
                StripeBreakage(status: refusal.status, reason: "rate limited", requestID: refusal.requestID))
        case .keyRefused(let status, let requestID):
            .broken(StripeBreakage(status: status, reason: "key refused", requestID: requestID))
        case .refused, .idempotencyConflict, .inProgress, .faultReplayed, .broken, .timedOut:
            self
        }
    }
}

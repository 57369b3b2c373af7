// A request's whole way: key, URL, parameters, idempotency, execution, answer.

/// A status and a body: what an idempotency key remembers.
struct Outcome: Sendable {
    let status: Int
    let body: [UInt8]
}

extension Stub {
    /// Answers one request. `now` is in Unix seconds; holds whose time is over by then end first.
    package mutating func handle(_ request: StubRequest, now: Int64) -> StubResponse {
        if let call = BrowserCall(request) { return handle(call, request, now: now) }
        if let visit = OnboardingVisit(request) { return handle(visit, now: now) }
        advance(to: now)
        let requestID = ids.make("req_", 14)
        do throws(StubFailure) {
            try KeyCheck.check(request.field("authorization"))
            guard let match = RouteTree.all.match(request.method, request.path) else {
                throw .unknownURL(request.method, request.path)
            }
            return try answer(request, match, requestID)
        } catch {
            return response(to: request, requestID, outcome(of: error, requestID))
        }
    }

    private mutating func answer(_ request: StubRequest, _ match: RouteMatch, _ requestID: String)
        throws(StubFailure) -> StubResponse
    {
        let version = try version(of: request)
        let call: Call
        do throws(StubFailure) {
            call = try read(request, match, version)
        } catch {
            throw aboutIntent(error, match, version)
        }
        guard request.method == "POST", let key = request.field("idempotency-key"), !key.isEmpty else {
            // First executed, then answered: a call of a method beside its own mutation would copy the state.
            let outcome = execute(match, call, EventCause(requestID: requestID))
            return response(to: request, requestID, outcome)
        }
        guard key.utf8.count <= IdempotencyLedger.keyLengthMax else { throw .keyTooLong }
        let parameters = IdempotencyLedger.fingerprint(call.parameters)
        let known = try ledger.recall(key, path: request.path, parameters: parameters, now: clock)
        if let known {
            return response(to: request, requestID, known.outcome, replayOf: known.requestID)
        }
        let outcome = execute(match, call, EventCause(requestID: requestID, idempotencyKey: key))
        ledger.remember(
            key,
            IdempotencyLedger.Entry(
                path: request.path, parameters: parameters, created: clock, requestID: requestID,
                outcome: outcome))
        return response(to: request, requestID, outcome)
    }

    private func version(of request: StubRequest) throws(StubFailure) -> APIVersion {
        guard let text = request.field("stripe-version") else { return .accountDefault }
        guard let version = APIVersion(text) else { throw .badVersion(text) }
        return version
    }

    /// GET and DELETE have their parameters in the query, POST in the body, or in both.
    private func read(_ request: StubRequest, _ match: RouteMatch, _ version: APIVersion)
        throws(StubFailure) -> Call
    {
        let sendsBody = request.method != "GET" && !request.body.isEmpty
        let type = request.field("content-type") ?? ""
        if sendsBody, !type.isEmpty, !type.lowercased().hasPrefix("application/x-www-form-urlencoded") {
            throw .notAForm
        }
        let texts = [Array(request.query.utf8)] + (sendsBody ? [request.body] : [])
        guard let parameters = FormDecoder.decode(texts) else { throw .tooManyParameters }
        try ParameterCheck(version: version).check(parameters, match.route.rules)
        let expansion = try Expansion.parse(parameters.list("expand"), for: match.route.shape)
        return Call(
            ids: match.ids, parameters: parameters,
            view: View(version: version, now: clock, expansion: expansion),
            host: request.field("host") ?? "localhost")
    }

    private mutating func execute(_ match: RouteMatch, _ call: Call, _ cause: EventCause) -> Outcome {
        self.cause = cause
        defer { self.cause = nil }
        do throws(StubFailure) {
            let answer = try match.route.run(&self, call)
            return Outcome(status: 200, body: StubJSONWriter.write(answer))
        } catch {
            return outcome(of: aboutIntent(error, match, call.view.version), cause.requestID ?? "")
        }
    }

    /// Every refusal on /v1/payment_intents/:intent, and of a SetupIntent, carries the whole intent, as it is after the
    /// refusal.
    private func aboutIntent(_ failure: StubFailure, _ match: RouteMatch, _ version: APIVersion)
        -> StubFailure
    {
        guard match.route.isAboutIntent, let id = match.ids.first else { return failure }
        let view = View(version: version, now: clock)
        if let intent = paymentIntents[id] { return failure.with("payment_intent", json(intent, view)) }
        return setupIntents[id].map { failure.with("setup_intent", json($0, view)) } ?? failure
    }

    private func outcome(of failure: StubFailure, _ requestID: String) -> Outcome {
        let body = failure.body(account: account, requestID: requestID)
        return Outcome(status: failure.status, body: StubJSONWriter.write(body))
    }

    private func response(
        to request: StubRequest, _ requestID: String, _ outcome: Outcome, replayOf first: String? = nil
    ) -> StubResponse {
        var headers: [(name: String, value: String)] = [
            ("Content-Type", "application/json"),
            ("Request-Id", requestID),
            ("Stripe-Version", request.field("stripe-version") ?? APIVersion.accountDefault.text),
        ]
        if let key = request.field("idempotency-key") { headers.append(("Idempotency-Key", key)) }
        if let first {
            headers.append(("Idempotent-Replayed", "true"))
            headers.append(("Original-Request", first))
        }
        if outcome.status == 401 { headers.append(("WWW-Authenticate", "Bearer realm=\"Stripe\"")) }
        return StubResponse(status: outcome.status, headers: headers, body: outcome.body)
    }
}

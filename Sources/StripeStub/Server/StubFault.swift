// Around the stub: the ways in which a Stripe far away can fail its client.

package struct StubFault: Sendable {
    package enum Effect: Sendable {
        /// Answers rightly, later.
        case delay(milliseconds: Int)
        /// Answers rightly, and does nothing before the faults are removed.
        case hold
        /// The connection is cut, and nothing was done.
        case resetBefore
        /// The connection is cut after the thing was done: its answer is lost.
        case resetAfter
        /// This is answered, and nothing was done.
        case answer(StubResponse)
        /// The thing was done, and this is answered instead of what Stripe would say.
        case answerAfter(StubResponse)
        /// A 500 that is kept for the request's idempotency key, as Stripe keeps it: the same key gets it again.
        case serverError(done: Bool)
        /// The thing was done, and the answer drips.
        case slowBody(bytesPerSecond: Int)
        /// The thing was done, and the connection ends in the middle of the answer.
        case truncatedBody
    }

    package enum Reach: Sendable, Equatable {
        /// The next so many requests that fit.
        case next(Int)
        /// Each request that fits, with this chance of 0 to 1; drawn from the stub's seed.
        case rate(Double)
    }

    package let effect: Effect
    /// POST, GET ...; nil for any.
    package let method: String?
    /// What the path must end in; nil for any.
    package let pathSuffix: String?
    package let reach: Reach

    package init(_ effect: Effect, method: String? = nil, pathSuffix: String? = nil, count: Int = 1) {
        self.init(effect, method: method, pathSuffix: pathSuffix, reach: .next(count))
    }

    package init(_ effect: Effect, method: String? = nil, pathSuffix: String? = nil, rate: Double) {
        self.init(effect, method: method, pathSuffix: pathSuffix, reach: .rate(rate))
    }

    private init(_ effect: Effect, method: String?, pathSuffix: String?, reach: Reach) {
        self.effect = effect
        self.method = method
        self.pathSuffix = pathSuffix
        self.reach = reach
    }

    func fits(_ request: StubRequest) -> Bool {
        (method ?? request.method) == request.method && request.path.hasSuffix(pathSuffix ?? "")
    }
}

// Around the stub: the ways in which a Stripe far away can fail its client.

package struct StubFault: Sendable {
    package enum Effect: Sendable {
        /// Answers rightly, later.
        case delay(milliseconds: Int)
        /// The connection is cut, and nothing was done.
        case resetBefore
        /// The connection is cut after the thing was done: its answer is lost.
        case resetAfter
        /// This is answered, and nothing was done.
        case answer(StubResponse)
        /// The thing was done, and this is answered instead of what Stripe would say.
        case answerAfter(StubResponse)
    }

    package let effect: Effect
    /// POST, GET ...; nil for any.
    package let method: String?
    /// What the path must end in; nil for any.
    package let pathSuffix: String?
    /// How many more requests meet it.
    package internal(set) var remaining: Int

    package init(_ effect: Effect, method: String? = nil, pathSuffix: String? = nil, count: Int = 1) {
        self.effect = effect
        self.method = method
        self.pathSuffix = pathSuffix
        remaining = count
    }

    func fits(_ request: StubRequest) -> Bool {
        remaining > 0 && (method ?? request.method) == request.method
            && request.path.hasSuffix(pathSuffix ?? "")
    }
}

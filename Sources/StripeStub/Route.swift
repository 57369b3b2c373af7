// On a request's way: which call its method and path mean.

/// What a call is run with: the ids of its path, its checked parameters, and how to show the answer.
struct Call: Sendable {
    let ids: [String]
    let parameters: ParameterTree
    let view: View
    /// Where the caller reached the stub: `127.0.0.1:12111`.
    let host: String

    /// The first id of the path.
    var id: String { ids.first ?? "" }
    var now: Int64 { view.now }
}

/// One call: its place, the parameters that it takes, what it answers, and what it does.
struct Route: Sendable {
    typealias Run = @Sendable (inout Stub, Call) throws(StubFailure) -> StubJSON

    let method: String
    /// Without `/v1/`; a part that begins with a colon is an id.
    let pattern: String
    let shape: AnswerShape
    let rules: [ParameterRule]
    let isAboutIntent: Bool
    let run: Run

    /// Every call takes `expand`, but for those that leave nothing to show.
    init(
        _ method: String, _ pattern: String, answers shape: AnswerShape, takes rules: [ParameterRule] = [],
        run: @escaping Run
    ) {
        self.method = method
        self.pattern = pattern
        self.shape = shape
        self.rules = method == "DELETE" ? rules : rules + [.expand]
        isAboutIntent = pattern.hasPrefix("payment_intents/:") || pattern.hasPrefix("setup_intents/:")
        self.run = run
    }
}

struct RouteMatch: Sendable {
    let route: Route
    let ids: [String]
}

/// All calls, by the parts of their paths. A resource adds its routes to `all`.
struct RouteTree: Sendable {
    static let all = RouteTree(
        [
            AccountCalls.routes, ApplicationFeeCalls.routes, BalanceTransactionCalls.routes,
            ChargeCalls.routes, ConnectedAccountCalls.routes, CustomerCalls.routes,
            DisputeCalls.routes, EventCalls.routes, PaymentIntentCalls.routes, PaymentMethodCalls.routes,
            RefundCalls.routes, SetupIntentCalls.routes, TransferCalls.routes, WebhookEndpointCalls.routes,
        ].flatMap { $0 })

    private var routes: [String: Route] = [:]
    private var literals: [String: RouteTree] = [:]
    /// The branch for an id: one or none.
    private var anyID: [RouteTree] = []

    init(_ routes: [Route]) {
        for route in routes {
            add(route, at: route.pattern.split(separator: "/").map(String.init)[...])
        }
    }

    private init() {}

    private mutating func add(_ route: Route, at parts: ArraySlice<String>) {
        guard let part = parts.first else {
            routes[route.method] = route
            return
        }
        if part.hasPrefix(":") {
            if anyID.isEmpty { anyID.append(RouteTree()) }
            anyID[0].add(route, at: parts.dropFirst())
        } else {
            literals[part, default: RouteTree()].add(route, at: parts.dropFirst())
        }
    }

    /// Nil for an unknown path, and for a known one with another method: Stripe answers both alike.
    func match(_ method: String, _ path: String) -> RouteMatch? {
        guard path.hasPrefix("/v1/") else { return nil }
        var branch = self
        var ids: [String] = []
        for part in path.utf8.dropFirst(4).split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        {
            let text = FormDecoder.percentDecoded(Array(part)[...], plusIsSpace: false)
            if let next = branch.literals[text] {
                branch = next
            } else if let next = branch.anyID.first, !text.isEmpty {
                branch = next
                ids.append(text)
            } else {
                return nil
            }
        }
        return branch.routes[method].map { RouteMatch(route: $0, ids: ids) }
    }
}

// On a request's way: stands before every handler and lets through who may.
internal import Basics
internal import HTTPServer
internal import Tokens

struct Gate: Sendable {
    private let site: SiteGuard
    private let bearer: BearerCheck
    private let rates: RateGate
    private let settings: AccessSettings

    /// - Parameter verifier: nil when there is no key.
    init(
        _ settings: Settings, _ verifier: TokenVerifier?, _ rates: RateGate, at addresses: [SocketAddress],
        clock: WallClock, log: Log
    ) {
        site = SiteGuard(settings.listen, at: addresses)
        bearer = BearerCheck(verifier: verifier, clock: clock, log: log)
        self.rates = rates
        self.settings = settings.access
    }

    /// A handler that is not told who calls.
    func wrap(_ handler: @escaping Handler, _ access: Access) -> Handler {
        guard let rule = access.rule(settings) else { return site.wrap(handler, access) }
        let errors: ErrorShape = if case .airline = access { .problem } else { .shop }
        return wrap({ request, _ in await handler(request) }, rule, errors: errors)
    }

    /// A handler that is.
    /// - Parameter errors: the shape of the door's refusals.
    func wrap(
        _ handler: @escaping CallerHandler, _ rule: CallerRule, errors: ErrorShape = .problem,
        limit: RouteLimit = .none
    ) -> Handler {
        { request in
            if let refusal = await rates.refusal(of: request, limit, errors: errors) { return refusal }
            let caller: Caller
            do throws(AccessRefusal) {
                caller = try await bearer.caller(request, rule)
            } catch {
                return errors.response(error, request)
            }
            if let refusal = await rates.refusal(of: request, by: caller, limit, errors: errors) {
                return refusal
            }
            return await handler(request, caller)
        }
    }
}

extension ErrorShape {
    fileprivate func response(_ refusal: AccessRefusal, _ request: Request) -> Response {
        var response = response(
            refusal.status, code: refusal.code, message: refusal.message, requestID: request.id)
        if let challenge = refusal.challenge.flatMap({ FieldValue($0) }) {
            response.add("WWW-Authenticate", challenge)
        }
        if refusal == .keysUnreachable { response.add("Retry-After", FieldValue(constant: "5")) }
        return response
    }
}

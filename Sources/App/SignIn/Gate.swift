// On a request's way: stands before every handler and lets through who may.
internal import Basics
internal import HTTPServer

struct Gate: Sendable {
    private let site: SiteGuard
    private let bearer: BearerCheck
    private let lessonsAuth: LessonsAuth

    init(_ settings: Settings, at addresses: [SocketAddress], clock: WallClock, log: Log) {
        site = SiteGuard(settings.listen, at: addresses)
        bearer = BearerCheck(verifier: settings.auth?.verifier, clock: clock, log: log)
        lessonsAuth = settings.lessonsAuth
    }

    /// A handler that is not told who calls.
    func wrap(_ handler: @escaping Handler, _ access: Access) -> Handler {
        guard case .shopStaff = access, lessonsAuth == .required else { return site.wrap(handler, access) }
        return wrap({ request, _ in await handler(request) }, CallerRule.shopStaff, errors: .shop)
    }

    /// A handler that is.
    /// - Parameter errors: the shape of the door's refusals.
    func wrap(
        _ handler: @escaping CallerHandler, _ rule: CallerRule, errors: ErrorShape = .problem
    ) -> Handler {
        { request in
            let caller: Caller
            do throws(AccessRefusal) {
                caller = try bearer.caller(request, rule)
            } catch {
                return errors.response(error, request)
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
        return response
    }
}

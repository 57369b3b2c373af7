// On a request's way: from the Authorization header to the caller.
internal import Basics
internal import HTTPServer
internal import Tokens

/// Takes a token from the header alone (RFC 6750 section 2.1): one in a query would stand in logs and histories.
///
/// The checks that keep other sites' pages out are not needed here: a browser adds a cookie of its own accord, but a
/// token only where a script that has it puts it.
struct BearerCheck: Sendable {
    /// nil when there is no key.
    let verifier: TokenVerifier?
    let clock: WallClock
    let log: Log

    /// The caller, when the route takes them.
    func caller(_ request: Request, _ rule: CallerRule) async throws(AccessRefusal) -> Caller {
        guard let verifier else { throw .noKeys }
        let token = try token(request.head)
        let caller: Caller
        do throws(TokenFailure) {
            caller = Caller(try await verifier.verify(token, now: clock.nowSeconds))
        } catch {
            note(error, request)
            throw error == .keysUnreachable ? .keysUnreachable : .badToken(error)
        }
        try rule.check(caller)
        return caller
    }

    private func token(_ head: RequestHead) throws(AccessRefusal) -> [UInt8] {
        guard let value = head.value(of: "authorization") else { throw .noToken }
        guard head.count(of: "authorization") == 1 else { throw .repeatedHeader }
        let blank = UInt8(ascii: " ")
        let scheme = value.prefix { $0 != blank }
        guard scheme.equalsIgnoringCase("bearer") else { throw .noToken }
        return Array(value.dropFirst(scheme.count).drop { $0 == blank })
    }

    /// Anyone can cause it, so it calls nobody.
    private func note(_ failure: TokenFailure, _ request: Request) {
        log.info("token_refused") { line in
            line.member("request_id", request.id)
            line.member("reason", failure.description)
        }
    }
}

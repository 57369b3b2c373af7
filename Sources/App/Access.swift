// On a request's way: who may call a route. Every route says it; there is no default.
internal import HTTPServer

/// Of routes that do not ask who calls. Those that do have a `CallerRule` in its place.
enum Access: Sendable {
    /// Tells nothing and moves nothing.
    case anyone
    /// Whoever reaches the address that the server listens on, which is this machine unless its owner says otherwise;
    /// but not a page of another site that happens to be open in a browser here.
    case shop
    /// The shop's own people: as `shop` while `LESSONS_AUTH` is open; else a token of theirs.
    case shopStaff
    /// Other services, by a token of theirs; as `shop` where `AIRLINE_ROUTES_OPEN` says so.
    case airline
    /// The shop's staff in a browser, signed in at `/admin/sign-in`: its door asks for their session.
    case desk
    /// Whoever signs what is sent: Stripe. It comes by whatever name it was given, and the handler proves it.
    case signed
}

/// The settings that ask for a token, or do not.
struct AccessSettings: Sendable, Equatable {
    let lessonsAuth: LessonsAuth
    let areAirlineRoutesOpen: Bool
}

extension Access {
    /// What a caller has to prove; nil for nothing.
    func rule(_ settings: AccessSettings) -> CallerRule? {
        switch self {
        case .shopStaff: settings.lessonsAuth == .required ? .shopStaff : nil
        case .airline: settings.areAirlineRoutesOpen ? nil : .airline
        case .anyone, .shop, .desk, .signed: nil
        }
    }
}

/// Keeps other sites' pages out: a browser sends them to loopback too, and a form needs no permission (CSRF); and a
/// name that an attacker points at 127.0.0.1 makes their page ours (DNS rebinding).
struct SiteGuard: Sendable {
    /// Host values that are ours, in lower case; nil where the server listens to more than this machine, whose
    /// names it cannot know.
    let hosts: Set<String>?
    let origins: Set<String>

    /// - Parameter port: the one listened on.
    init(isLoopback: Bool, port: Int, domain: Origin) {
        let names = ["localhost", "127.0.0.1", "[::1]"]
        var hosts = Set(names.map { "\($0):\(port)" })
        // A browser leaves the usual port out.
        if port == 80 { hosts.formUnion(names) }
        origins = Set(hosts.map { "http://\($0)" } + ["\(domain)"])
        hosts.insert(domain.authority)
        self.hosts = isLoopback ? hosts : nil
    }

    func wrap(_ handler: @escaping Handler, _ access: Access) -> Handler {
        switch access {
        case .anyone, .signed: return handler
        case .shop, .shopStaff, .airline, .desk:
            return { request in
                if let refusal = refusal(request) { return refusal }
                return await handler(request)
            }
        }
    }

    private func refusal(_ request: Request) -> Response? {
        if let hosts, let host = request.head.host, !hosts.contains(Self.lowercased(host)) {
            return answer(
                request, .misdirectedRequest, code: "host_unknown",
                "This server does not go by that name: use localhost, or set DOMAIN.")
        }
        if let site = request.head.value(of: "sec-fetch-site"), site.equalsIgnoringCase("cross-site") {
            return foreign(request)
        }
        if let origin = request.head.text(of: "origin")?.lowercased(), !origins.contains(origin) {
            return foreign(request)
        }
        return nil
    }

    private static func lowercased(_ host: ArraySlice<UInt8>) -> String {
        String(decoding: host, as: UTF8.self).lowercased()
    }

    private func foreign(_ request: Request) -> Response {
        answer(
            request, .forbidden, code: "origin_forbidden",
            "Pages of other sites may not call this: set DOMAIN to the address of the shop's own.")
    }

    private func answer(_ request: Request, _ status: Status, code: String, _ message: String) -> Response {
        ErrorShape(path: String(decoding: request.head.path, as: UTF8.self))
            .response(status, code: code, message: message, requestID: request.id)
    }
}

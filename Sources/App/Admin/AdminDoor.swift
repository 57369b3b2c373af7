// On a desk request's way: the pages of the shop's staff. Nobody sees one without a session.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

/// Answers a request of somebody who is signed in.
typealias AdminHandler = @Sendable (Request, AdminFrame) async throws -> Response

struct AdminDoor: Sendable {
    let payments: ServicePayments
    let market: Marketplace
    let bookings: Bookings
    let signIn: AdminSignIn
    let clock: WallClock
    /// What the jobs do with a hold that ends too early.
    let holdsMode: ExpiringHoldsMode
    let figures: FiguresBoard
    let log: Log

    private var sessions: AdminSessions { signIn.sessions }

    /// Who has no session is sent to where one begins; what changes something has to come by a form of the session's.
    func signedIn(_ handler: @escaping AdminHandler) -> Handler {
        { request in
            guard let session = sessions.session(of: request) else { return .seeOther("/admin/sign-in") }
            do {
                if request.head.method == .post { try refuseForeign(request, session) }
                return try await handler(
                    request, AdminFrame(session: session, mark: sessions.formMark(of: session))
                ).withOwnScript
            } catch {
                return problem(error, request)
            }
        }
    }

    private func refuseForeign(_ request: Request, _ session: AdminSession) throws(AdminRefusal) {
        let given = try? FormReader<AdminMark>(request).mark
        guard let given, sessions.isFormMark(given, of: session) else { throw .foreignForm }
    }

    private func problem(_ error: any Error, _ request: Request) -> Response {
        FailureLog(log: log).note(error, request)
        switch error {
        case AdminRefusal.foreignForm:
            return AdminFrame.problem(
                .forbidden,
                "The form is not from a page of your session. Nothing was done: open the page again.")
        case let failure as FormFailure: return AdminFrame.problem(failure.status, failure.message)
        case let failure as BookingFailure: return AdminFrame.problem(failure.status, failure.deskMessage)
        default:
            return AdminFrame.problem(
                .internalServerError,
                "Something failed here that should not have. The request's id: \(request.id).")
        }
    }

    /// `POST /admin/sign-out`.
    @Sendable func signOut(_ request: Request, _ frame: AdminFrame) async -> Response {
        var response = Response.seeOther("/admin/sign-in")
        if let cookie = sessions.noCookie { response.add("Set-Cookie", cookie) }
        return response
    }

    /// `GET /admin`.
    @Sendable func today(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        .page(.ok, TodayPage(today: try await bookings.today(), now: clock.nowSeconds, frame: frame).html)
    }
}

extension BookingFailure {
    /// Who presses a button knows nothing of keys.
    fileprivate var deskMessage: String {
        switch self {
        case .keyInFlight: "The button was pressed twice. What it does is under way: look at it in a moment."
        case .keyReused: "This form was sent before with other fields. Nothing was done: open the page again."
        default: message
        }
    }
}

enum AdminRefusal: Error {
    case foreignForm
}

extension Response {
    /// A page that the desk's own script makes more comfortable; of others none runs (CSP Level 3).
    fileprivate var withOwnScript: Response {
        var response = self
        response.fields = fields.map { field in
            guard field.name == Self.contentPolicy,
                let own = Field(name: field.name, value: "\(field.value.text); script-src 'self'")
            else { return field }
            return own
        }
        return response
    }

    /// What a form leads to: the browser asks for it anew, and a reload sends no form again (RFC 9110 section 15.4.4).
    static func seeOther(_ path: String) -> Response {
        var response = Response(.seeOther, fields: [.init("Cache-Control", FieldValue(constant: "no-store"))])
        if let place = FieldValue(path) { response.add("Location", place) }
        return response
    }
}

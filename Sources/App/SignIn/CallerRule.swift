// On a request's way: which callers a route takes.
internal import Tokens

/// Of a route that wants a token: the access of those whose handler is told who calls.
///
///     Endpoint(.post, "/bookings", access: .bearer(.staff, .student, isSubjectBound: true)) { $0.bookings.create }
///     Endpoint(.put, "/payment", access: .bearer(scopes: ["read:payment", "write:payment"])) { $0.payments.put }
struct CallerRule: Sendable, Equatable {
    /// Each is enough.
    let roles: Set<TokenRole>
    /// Who has all of them needs none of the roles; nobody, when there are none.
    let scopes: [String]
    /// The route is about what belongs to somebody: who is neither staff nor a program has to say whose token it is.
    let isSubjectBound: Bool

    static func bearer(
        _ roles: TokenRole..., scopes: [String] = [], isSubjectBound: Bool = false
    ) -> CallerRule {
        CallerRule(roles: Set(roles), scopes: scopes, isSubjectBound: isSubjectBound)
    }

    /// An airline's booking service.
    static let airline = bearing(.writePayment)

    /// Who has all of these scopes.
    static func bearing(_ scopes: OAuthScope...) -> CallerRule { bearer(scopes: scopes.map(\.rawValue)) }

    /// Whom the lesson shop takes for its own people.
    static let shopStaff = bearer(.staff, .service, scopes: ["lessons"])

    func check(_ caller: Caller) throws(AccessRefusal) {
        let hasRole = caller.role.map(roles.contains) ?? false
        guard hasRole || (!scopes.isEmpty && scopes.allSatisfy(caller.has)) else { throw .notAllowed(self) }
        guard !isSubjectBound || caller.isStaff || caller.role == .service || caller.subject != nil else {
            throw .noSubject
        }
    }

    /// "the role staff or service, or the scopes read:payment and write:payment"
    var wish: String {
        var parts: [String] = []
        let names = TokenRole.allCases.filter(roles.contains).map(\.rawValue)
        if !names.isEmpty { parts.append("the role \(names.joined(separator: " or "))") }
        if !scopes.isEmpty {
            parts.append("the scope\(scopes.count > 1 ? "s" : "") \(scopes.joined(separator: " and "))")
        }
        return parts.joined(separator: ", or ")
    }
}

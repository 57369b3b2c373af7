// On a request's way: who calls, as a proven token says it.
internal import HTTPServer
internal import Tokens

struct Caller: Sendable, Equatable {
    let role: TokenRole?
    /// Whose token it is.
    let subject: String?
    private let scopes: Set<String>

    init(_ claims: TokenClaims) {
        role = claims.role
        subject = claims.subject
        scopes = claims.scopes
    }

    var isStaff: Bool { role == .staff }

    /// Staff holds every scope.
    func has(_ scope: String) -> Bool { isStaff || scopes.contains(scope) }

    /// Whether what belongs to that subject may be seen and changed: by staff, by the business's other programs, and by
    /// the subject itself.
    func mayTouch(whatBelongsTo owner: String) -> Bool {
        // By bytes: subjects that only look alike are two people.
        isStaff || role == .service || subject.map { $0.utf8.elementsEqual(owner.utf8) } ?? false
    }
}

/// Answers a request of someone who has shown who they are.
typealias CallerHandler = @Sendable (Request, Caller) async -> Response

// On a request's way: who a token says its bearer is.

/// What the house lets someone do, by who they are.
package enum TokenRole: String, Sendable, CaseIterable {
    case staff
    case instructor
    case student
    /// Another program of the same business.
    case service

    /// The names above, and what others call the first two.
    package init?(spelling: String) {
        switch spelling {
        case "admin": self = .staff
        case "teacher": self = .instructor
        default: self.init(rawValue: spelling)
        }
    }
}

package struct TokenClaims: Sendable, Equatable {
    /// `sub`: whose token it is; 1 to 255 bytes without control characters.
    package let subject: String?
    /// `role`.
    package let role: TokenRole?
    /// `scope` (RFC 8693 section 4.2).
    package let scopes: Set<String>
    /// `exp`, in seconds since 1970.
    package let expiresAt: Int64

    /// - Throws: `.badClaim` for a subject or scope that no token may carry.
    package init(
        subject: String? = nil, role: TokenRole? = nil, scopes: Set<String> = [], expiresAt: Int64
    ) throws(TokenFailure) {
        if let subject, !Self.isSubject(subject) { throw .badClaim("sub") }
        guard scopes.allSatisfy(Self.isScope) else { throw .badClaim("scope") }
        self.subject = subject
        self.role = role
        self.scopes = scopes
        self.expiresAt = expiresAt
    }

    /// Scopes as they are written: blanks between them.
    package static func scopes(_ text: String) -> Set<String> {
        Set(text.split(separator: " ").map(String.init))
    }

    /// It is a name in logs and databases.
    private static func isSubject(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    /// `scope-token` of RFC 6749 section 3.3.
    private static func isScope(_ text: String) -> Bool {
        text.utf8.allSatisfy {
            $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
    }
}

extension TokenClaims {
    init(_ claims: ClaimsSet) throws(TokenFailure) {
        guard let expiresAt = try claims.seconds("exp") else { throw .badClaim("exp") }
        var role: TokenRole?
        if let spelling = try claims.text("role") {
            role = TokenRole(spelling: spelling)
            // A role that is none of ours must not pass for no role at all.
            guard role != nil else { throw .badClaim("role") }
        }
        try self.init(
            subject: try claims.text("sub"), role: role,
            scopes: Self.scopes(try claims.text("scope") ?? ""), expiresAt: expiresAt)
    }
}

// On an answer's way: why a caller is turned away, and how they can mend it.
internal import HTTPServer
internal import Tokens

/// The answers of RFC 6750 section 3. They tell a caller that a token is no good and, when it is a matter of time,
/// that; the rest is for the log: whoever tries tokens out learns nothing from them, not even which keys there are.
enum AccessRefusal: Error, Equatable {
    /// The server has no key that could prove a token.
    case noKeys
    /// Its keys are somewhere that cannot be reached.
    case keysUnreachable
    case noToken
    case repeatedHeader
    case badToken(TokenFailure)
    case notAllowed(CallerRule)
    /// The route is about what belongs to somebody, and the token does not say to whom.
    case noSubject

    var status: Status {
        switch self {
        case .noKeys, .keysUnreachable: .serviceUnavailable
        case .noToken, .badToken: .unauthorized
        case .repeatedHeader: .badRequest
        case .notAllowed, .noSubject: .forbidden
        }
    }

    var code: String {
        switch self {
        case .noKeys: "sign_in_not_configured"
        case .keysUnreachable: "key_server_unreachable"
        case .noToken: "token_missing"
        case .repeatedHeader: "authorization_repeated"
        case .badToken(.expired): "token_expired"
        case .badToken(.notYetValid): "token_not_yet_valid"
        case .badToken: "token_invalid"
        case .notAllowed: "insufficient_scope"
        case .noSubject: "subject_missing"
        }
    }

    var message: String {
        switch self {
        case .noKeys:
            "This server cannot tell who calls: set \(SettingKey.tokenKeyNames), and start it again."
        case .keysUnreachable:
            "The server with the keys that prove tokens cannot be reached: try again in a few seconds."
        case .noToken: "This wants a token: send Authorization: Bearer, a blank and the token."
        case .repeatedHeader: "Authorization is given more than once: send it once."
        case .badToken(.expired): "The token has expired: get a new one."
        case .badToken(.notYetValid): "The token is not valid yet: is the clock of who made it right?"
        case .badToken: "The token is not one that this server believes; its log says why."
        case .notAllowed(let rule): "This wants \(rule.wish)."
        case .noSubject: "This wants a token that says in sub whose it is."
        }
    }

    /// The value of WWW-Authenticate; nil where no other token would help.
    var challenge: String? {
        let realm = #"Bearer realm="fermata""#
        switch self {
        case .noKeys, .keysUnreachable: return nil
        // Without a token there is no error yet (RFC 6750 section 3.1).
        case .noToken: return realm
        case .repeatedHeader: return #"\#(realm), error="invalid_request""#
        case .badToken: return #"\#(realm), error="invalid_token", error_description="\#(message)""#
        case .notAllowed(let rule) where !rule.scopes.isEmpty:
            return #"\#(realm), error="insufficient_scope", scope="\#(rule.scopes.joined(separator: " "))""#
        case .notAllowed, .noSubject: return #"\#(realm), error="insufficient_scope""#
        }
    }
}

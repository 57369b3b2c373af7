// On a request's way: why a token is not believed.

/// The texts are for the log: they name what is wrong and hold nothing of the token.
package enum TokenFailure: Error, Equatable, CustomStringConvertible {
    case tooLong
    /// Not three parts of canonical base64url, or not the JSON that they must hold.
    case malformed(String)
    /// Also `none`.
    case unsupportedAlgorithm
    case wrongType
    /// It wants something understood that nobody here understands (RFC 7515 section 4.1.11).
    case criticalExtension
    /// It names a key that is not there.
    case unknownKey
    /// It names none where there are several.
    case noKeyName
    /// The key that it means is for another one.
    case otherAlgorithm
    case badSignature
    case expired
    case notYetValid
    case wrongIssuer
    case wrongAudience
    /// Nobody can say, just now: the keys are somewhere that cannot be reached. No fault of the token's.
    case keysUnreachable
    /// A claim that is missing or not of its kind.
    case badClaim(String)

    package var description: String {
        switch self {
        case .tooLong: "it is longer than \(SignedToken.bytesMax) bytes"
        case .malformed(let what): what
        case .unsupportedAlgorithm: "its alg is none of HS256, RS256 and ES256"
        case .wrongType: "its typ is neither JWT nor at+jwt"
        case .criticalExtension: "it has a crit, of which nothing is understood"
        case .unknownKey: "no key here is of its kid"
        case .noKeyName: "it has no kid, and there are several keys"
        case .otherAlgorithm: "no key here is of its alg"
        case .badSignature: "its signature is not of any key here"
        case .expired: "it has expired"
        case .notYetValid: "its nbf is still to come"
        case .wrongIssuer: "its iss is not the issuer that is set"
        case .wrongAudience: "its aud is not the audience that is set"
        case .keysUnreachable: "the keys that could prove it cannot be had"
        case .badClaim(let name): "its claim \(name) is missing or not of its kind"
        }
    }
}

// At the start: what the command line says about a token.
internal import Basics
internal import Tokens

struct TokenOptions {
    let claims: TokenClaims
    let isSandbox: Bool
    /// nil is `.env`, if it is there.
    let settingsPath: String?

    /// Why the arguments cannot be.
    struct Mistake: Error {
        let text: String
    }

    init(_ arguments: ArraySlice<String>, now: Int64 = WallClock.system.nowSeconds) throws(Mistake) {
        var role = TokenRole.staff
        var subject: String?
        var scopes: Set<String> = []
        var lifeSeconds: Int64 = 3600
        var isSandbox = false
        var settingsPath: String?
        var rest = arguments
        while let argument = rest.popFirst() {
            switch argument {
            case "--role": role = try Self.role(rest.popFirst())
            case "--sub": subject = try Self.value(rest.popFirst(), "--sub wants an id")
            case "--scope":
                scopes = TokenClaims.scopes(
                    try Self.value(rest.popFirst(), "--scope wants scopes with blanks between them"))
            case "--ttl": lifeSeconds = try Self.seconds(rest.popFirst())
            case "--sandbox": isSandbox = true
            case "--env-file":
                settingsPath = try Self.value(rest.popFirst(), "--env-file wants a file's name")
            default: throw Mistake(text: "token does not know \(argument)")
            }
        }
        do throws(TokenFailure) {
            claims = try TokenClaims(
                subject: subject, role: role, scopes: scopes, expiresAt: now + lifeSeconds)
        } catch {
            throw Mistake(
                text:
                    "--sub is 1 to 255 bytes of text, and a scope is letters, digits and signs without quotes"
            )
        }
        self.isSandbox = isSandbox
        self.settingsPath = settingsPath
    }

    private static func value(_ text: String?, _ wish: String) throws(Mistake) -> String {
        guard let text else { throw Mistake(text: wish) }
        return text
    }

    private static func role(_ text: String?) throws(Mistake) -> TokenRole {
        guard let text, let role = TokenRole(spelling: text) else {
            let names = TokenRole.allCases.map(\.rawValue).joined(separator: ", ")
            throw Mistake(text: "--role wants one of \(names)")
        }
        return role
    }

    /// At most a year: a token cannot be taken back, but for a change of the secret.
    private static func seconds(_ text: String?) throws(Mistake) -> Int64 {
        let units: [Character: Int64] = ["h": 3600, "d": 86_400]
        let unit = text?.last.flatMap { units[$0] }
        let digits = text.map { unit == nil ? $0[...] : $0.dropLast() } ?? ""
        guard digits.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
            let count = Int64(digits), (1...366 * 86_400).contains(count),
            count * (unit ?? 1) <= 366 * 86_400
        else { throw Mistake(text: "--ttl wants seconds, or so long: 1h, 7d; at most 366d") }
        return count * (unit ?? 1)
    }
}

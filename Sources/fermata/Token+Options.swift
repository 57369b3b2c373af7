// At the start: what the command line says about a token.
internal import Basics
internal import Tokens

struct TokenOptions {
    let claims: TokenClaims
    let isSandbox: Bool
    let isJSON: Bool
    let settingsPath: String?

    init(_ arguments: Arguments, now: Int64 = WallClock.system.nowSeconds) throws(UsageMistake) {
        let role = try arguments.value("--role") { TokenRole(spelling: $0) } ?? .staff
        let lifeSeconds = try arguments.value("--ttl", Self.seconds) ?? 3600
        // Whatever of the two cannot be says so as itself.
        let subject = try arguments.value("--sub") { text in
            (try? TokenClaims(subject: text, expiresAt: 0)).map { _ in text }
        }
        let scopes = try arguments.value("--scope") { text in
            let scopes = TokenClaims.scopes(text)
            return (try? TokenClaims(scopes: scopes, expiresAt: 0)).map { _ in scopes }
        }
        do throws(TokenFailure) {
            claims = try TokenClaims(
                subject: subject, role: role, scopes: scopes ?? [], expiresAt: now + lifeSeconds)
        } catch {
            throw UsageMistake("\(error)", in: arguments.command)
        }
        isSandbox = arguments.has("--sandbox")
        isJSON = arguments.isJSON
        settingsPath = arguments.settingsPath
    }

    /// At most a year: a token cannot be taken back, but for a change of the secret.
    private static func seconds(_ text: String) -> Int64? {
        let units: [Character: Int64] = ["h": 3600, "d": 86_400]
        let unit = text.last.flatMap { units[$0] }
        let digits = unit == nil ? text[...] : text.dropLast()
        guard digits.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
            let count = Int64(digits), (1...366 * 86_400).contains(count),
            count * (unit ?? 1) <= 366 * 86_400
        else { return nil }
        return count * (unit ?? 1)
    }
}

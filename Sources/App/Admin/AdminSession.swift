// On a desk request's way: who is signed in, as a cookie of this house says it.
internal import Basics
internal import HTTPServer
internal import Payments
internal import Tokens

/// Somebody of the staff, in one browser.
struct AdminSession: Sendable {
    let caller: Caller
    /// In Unix seconds; the first one at which it is over.
    let expiresAt: Int64
    /// As it stands in the cookie, without its mark.
    fileprivate let text: String
}

/// Makes sessions and knows them again. Nothing is kept: who signs out loses the cookie, and a copy of it goes on until
/// its time is over.
struct AdminSessions: Sendable {
    let seal: HouseSeal
    let clock: WallClock
    /// Whether browsers come by https, and may be asked to send the cookie by nothing else.
    let isSecure: Bool

    static let secondsMax: Int64 = 8 * 3600

    /// It ends no later than the token that it is for.
    func open(_ claims: TokenClaims, random: RandomBytes = .system) -> AdminSession? {
        guard claims.role == .staff else { return nil }
        let end = min(claims.expiresAt, clock.nowSeconds + Self.secondsMax)
        let subject = Hex.encode(Array((claims.subject ?? "").utf8))
        return read("staff.\(end).\(random.hex(byteCount: 16)).\(subject)")
    }

    /// nil when the request comes with none, or with one that was not made here or is over.
    func session(of request: Request) -> AdminSession? {
        for value in request.cookies(named: cookieName) {
            guard let end = value.lastIndex(of: ".") else { continue }
            let text = String(value[..<end])
            guard seal.isMark(String(value[value.index(after: end)...]), of: text, for: Self.purpose) else {
                continue
            }
            return read(text)
        }
        return nil
    }

    private func read(_ text: String) -> AdminSession? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, let role = TokenRole(rawValue: parts[0]), role == .staff,
            let end = Int64(parts[1]), clock.nowSeconds < end, let bytes = Hex.decode(parts[3]),
            let subject = String(validating: bytes, as: UTF8.self),
            let claims = try? TokenClaims(
                subject: subject.isEmpty ? nil : subject, role: role, expiresAt: end)
        else { return nil }
        return AdminSession(caller: Caller(claims), expiresAt: end, text: text)
    }

    // MARK: Forms

    /// Stands in every form of the session's pages. A page of another site does not have it (CSRF).
    func formMark(of session: AdminSession) -> String { seal.mark(session.text, for: Self.formPurpose) }

    func isFormMark(_ given: String, of session: AdminSession) -> Bool {
        seal.isMark(given, of: session.text, for: Self.formPurpose)
    }

    private static let purpose = "admin session"
    private static let formPurpose = "admin form"

    // MARK: The cookie

    /// A name that begins so is taken by a browser from this very host alone, by https, for every path (RFC 6265bis
    /// section 4.1.3.2).
    var cookieName: String { isSecure ? "__Host-desk" : "desk" }

    /// No script reads it, and no other site's page has it sent (RFC 6265bis section 5.6.7).
    func cookie(_ session: AdminSession) -> FieldValue? {
        let value = "\(session.text).\(seal.mark(session.text, for: Self.purpose))"
        return cookie(value, seconds: session.expiresAt - clock.nowSeconds)
    }

    var noCookie: FieldValue? { cookie("", seconds: 0) }

    private func cookie(_ value: String, seconds: Int64) -> FieldValue? {
        let secure = isSecure ? "; Secure" : ""
        return FieldValue(
            "\(cookieName)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict\(secure)")
    }
}

extension Request {
    /// Each cookie of that name (RFC 6265 section 4.2.1).
    fileprivate func cookies(named name: String) -> [String] {
        head.allFields.filter { $0.name.equalsIgnoringCase("cookie") }.flatMap { field in
            field.value.split(separator: UInt8(ascii: ";")).compactMap { pair -> String? in
                let text = String(decoding: pair.drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
                guard text.hasPrefix("\(name)=") else { return nil }
                return String(text.dropFirst(name.utf8.count + 1))
            }
        }
    }
}

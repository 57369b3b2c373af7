// Behind /v1/account_links, and before the other calls: a connected account's owner comes to be onboarded.

/// A page of Stripe's, here of the stub's, that can be opened once and for a few minutes.
struct AccountLink: ShelfItem {
    /// Stripe names no time but says "a few minutes": our choice.
    static let keepSeconds: Int64 = 300

    let id: String
    let created: Int64
    let account: String
    let refreshURL: String
    let returnURL: String
    var isUsed = false

    func json(host: String) -> StubJSON {
        [
            "object": "account_link",
            "created": .integer(created),
            "expires_at": .integer(created + Self.keepSeconds),
            "url": .text("http://\(host)\(OnboardingVisit.prefix)\(id)"),
        ]
    }
}

/// A browser that follows an account link: it has no key, and what it may do stands in the link.
struct OnboardingVisit {
    static let prefix = "/setup/e/"

    let link: String

    /// nil for any other request.
    init?(_ request: StubRequest) {
        guard request.method == "GET", request.path.hasPrefix(Self.prefix) else { return nil }
        link = String(request.path.dropFirst(Self.prefix.count))
    }
}

extension Stub {
    /// There are no questions: opening the link answers them all. One that is used up or too old leads to where a new
    /// one is to be had (Stripe, account links).
    mutating func handle(_ visit: OnboardingVisit, now: Int64) -> StubResponse {
        advance(to: now)
        guard var link = accountLinks[visit.link] else {
            return .refusal(.unknownURL("GET", OnboardingVisit.prefix + visit.link))
        }
        guard !link.isUsed, clock < link.created + AccountLink.keepSeconds, liveAccount(link.account) != nil
        else {
            return Self.redirect(to: link.refreshURL)
        }
        link.isUsed = true
        accountLinks.put(link)
        cause = .stripe
        defer { cause = nil }
        change(link.account) { $0.isOnboarded = true }
        return Self.redirect(to: link.returnURL)
    }

    private static func redirect(to url: String) -> StubResponse {
        StubResponse(status: 303, headers: [("Location", url)], body: [])
    }
}

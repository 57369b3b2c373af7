// Behind /v1/accounts: an account that this platform sends money on to.

struct ConnectedAccount: ShelfItem {
    enum Kind: String, Sendable, CaseIterable { case custom, express, standard }

    /// Of Stripe's capabilities, those that this stub knows.
    enum Capability: String, Sendable, CaseIterable {
        case cardPayments = "card_payments"
        case transfers
    }

    let id: String
    let created: Int64
    let kind: Kind
    let country: String
    var businessType: String?
    var email: String?
    var metadata = Metadata()
    var requested: Set<Capability> = []
    /// Its owner has told Stripe who they are.
    var isOnboarded = false
    /// Stripe wants to know more, and until then nothing is sent.
    var isRestricted = false
    var isDeleted = false
    /// What it owns by currency, in minor units: transfers and fees given back, less reversals, fees and payouts.
    var balances: [String: Int64] = [:]

    var isReady: Bool { isOnboarded && !isRestricted }

    func isActive(_ capability: Capability) -> Bool { isReady && requested.contains(capability) }
}

extension ConnectedAccount {
    /// What Stripe still wants to be told. Which things these are is our choice of a longer list.
    fileprivate var due: [String] {
        if isReady { return [] }
        return isOnboarded
            ? ["individual.verification.document"]
            : [
                "business_profile.url", "external_account", "individual.first_name", "individual.last_name",
                "tos_acceptance.date", "tos_acceptance.ip",
            ]
    }

    fileprivate var requirements: StubJSON {
        [
            "alternatives": [],
            "current_deadline": nil,
            "currently_due": .texts(due),
            "disabled_reason": due.isEmpty ? nil : "requirements.past_due",
            "errors": [],
            "eventually_due": .texts(due),
            "past_due": .texts(due),
            "pending_verification": [],
        ]
    }

    fileprivate static let noRequirements: StubJSON = [
        "alternatives": [], "current_deadline": nil, "currently_due": [], "disabled_reason": nil,
        "errors": [], "eventually_due": [], "past_due": [], "pending_verification": [],
    ]

    /// Who pays Stripe, who bears losses and who asks for what is due (Stripe, connect accounts and types).
    fileprivate var controller: StubJSON {
        let payer: StubJSON
        let dashboard: StubJSON
        switch kind {
        case .custom: (payer, dashboard) = ("application_custom", "none")
        case .express: (payer, dashboard) = ("application_express", "express")
        case .standard: (payer, dashboard) = ("account", "full")
        }
        return [
            "fees": ["payer": payer],
            "is_controller": true,
            "losses": ["payments": kind == .standard ? "stripe" : "application"],
            "requirement_collection": kind == .custom ? "application" : "stripe",
            "stripe_dashboard": ["type": dashboard],
            "type": "application",
        ]
    }

    fileprivate var capabilities: StubJSON {
        .object(
            Capability.allCases.filter(requested.contains).map {
                .init(name: $0.rawValue, value: isActive($0) ? "active" : "inactive")
            })
    }
}

extension Stub {
    func json(_ account: ConnectedAccount) -> StubJSON {
        [
            "id": .text(account.id),
            "object": "account",
            "business_profile": [
                "annual_revenue": nil, "estimated_worker_count": nil, "mcc": nil, "name": nil,
                "product_description": nil, "support_address": nil, "support_email": nil,
                "support_phone": nil, "support_url": nil, "url": nil,
            ],
            "business_type": StubJSON(account.businessType),
            "capabilities": account.capabilities,
            "charges_enabled": .bool(account.isReady),
            "controller": account.controller,
            "country": .text(account.country),
            "created": .integer(account.created),
            "default_currency": "usd",
            "details_submitted": .bool(account.isOnboarded),
            "email": StubJSON(account.email),
            "external_accounts": ListJSON.page(
                [], hasMore: false, url: "/v1/accounts/\(account.id)/external_accounts"),
            "future_requirements": ConnectedAccount.noRequirements,
            "metadata": account.metadata.json,
            "payouts_enabled": .bool(account.isReady),
            "requirements": account.requirements,
            "tos_acceptance": ["date": nil, "ip": nil, "user_agent": nil],
            "type": .text(account.kind.rawValue),
        ]
    }

    /// The id, or the whole account where the caller asked for it.
    func accountReference(_ id: String?, as name: String, _ view: View) -> StubJSON {
        guard let id, view.expansion[name] != nil, let account = accounts[id] else { return StubJSON(id) }
        return json(account)
    }
}

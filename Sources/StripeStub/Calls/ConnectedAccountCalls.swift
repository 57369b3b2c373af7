// Behind /v1/accounts and /v1/account_links: connected accounts are made, read, changed, deleted and onboarded.

enum ConnectedAccountCalls {
    static let routes = [
        Route("GET", "accounts", answers: .list(of: .account), takes: listRules, run: list),
        Route("POST", "accounts", answers: .account, takes: createRules, run: create),
        Route("GET", "accounts/:account", answers: .account, run: retrieve),
        Route("POST", "accounts/:account", answers: .account, takes: sharedRules, run: update),
        Route("DELETE", "accounts/:account", answers: .account, run: delete),
        Route("POST", "account_links", answers: .accountLink, takes: linkRules, run: link),
    ]

    private static let listRules = [.created] + ParameterRule.paging

    private static let sharedRules: [ParameterRule] = [
        .oneOf("business_type", ["company", "government_entity", "individual", "non_profit"]),
        .fields(
            "capabilities",
            ConnectedAccount.Capability.allCases.map { .fields($0.rawValue, [.boolean("requested")]) }),
        .text("email"), .metadata,
    ]

    private static let createRules =
        [.text("country"), .oneOf("type", ConnectedAccount.Kind.allCases.map(\.rawValue))] + sharedRules

    private static let linkRules: [ParameterRule] = [
        .text("account").required, .text("refresh_url"), .text("return_url"),
        .oneOf("type", ["account_onboarding", "account_update"]).required,
    ]

    /// Without a type it is a standard account, of the United States unless it says otherwise.
    private static func create(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let parameters = call.parameters
        var account = ConnectedAccount(
            id: stub.ids.make("acct_", 16), created: call.now,
            kind: parameters.text("type").flatMap { ConnectedAccount.Kind(rawValue: $0) } ?? .standard,
            country: parameters.text("country") ?? "US")
        try apply(parameters, to: &account)
        stub.accounts.add(account)
        return stub.json(account)
    }

    private static func apply(_ parameters: ParameterTree, to account: inout ConnectedAccount)
        throws(StubFailure)
    {
        parameters.update(&account.businessType, from: "business_type")
        parameters.update(&account.email, from: "email")
        try account.metadata.update(from: parameters)
        for capability in ConnectedAccount.Capability.allCases {
            switch parameters["capabilities"]?[capability.rawValue]?.flag("requested") {
            case true?: account.requested.insert(capability)
            case false?: account.requested.remove(capability)
            case nil: break
            }
        }
    }

    private static func find(_ stub: Stub, _ id: String) throws(StubFailure) -> ConnectedAccount {
        guard let account = stub.liveAccount(id) else { throw .accountInvalid(id) }
        return account
    }

    private static func retrieve(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        stub.json(try find(stub, call.id))
    }

    private static func update(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        var changed = try find(stub, call.id)
        try apply(call.parameters, to: &changed)
        stub.change(changed.id) { $0 = changed }
        return stub.json(changed)
    }

    /// In test mode at any time (spec of DELETE /v1/accounts/:account), whatever it owns.
    private static func delete(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        var account = try find(stub, call.id)
        account.isDeleted = true
        stub.accounts.put(account)
        return ["id": .text(account.id), "object": "account", "deleted": true]
    }

    private static func list(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let page = try stub.accounts.page(PageRequest(call.parameters), noun: "account") { !$0.isDeleted }
        return page.json(at: "/v1/accounts") { stub.json($0) }
    }

    private static func link(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let parameters = call.parameters
        let account = try find(stub, parameters.text("account") ?? "")
        for name in ["refresh_url", "return_url"] {
            guard let url = parameters.text(name) else { throw .missingParameter(name) }
            guard url.hasPrefix("https://") || url.hasPrefix("http://") else { throw .invalidURL(name) }
        }
        let link = AccountLink(
            id: stub.ids.make("", 24), created: call.now, account: account.id,
            refreshURL: parameters.text("refresh_url") ?? "", returnURL: parameters.text("return_url") ?? "")
        stub.accountLinks.add(link)
        return link.json(host: call.host)
    }
}

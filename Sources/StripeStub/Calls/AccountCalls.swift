// Behind /v1/account: whose key it is.

enum AccountCalls {
    static let routes = [Route("GET", "account", answers: .account, run: retrieve)]

    private static func retrieve(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        [
            "id": .text(stub.account),
            "object": "account",
            "charges_enabled": true,
            "country": "US",
            "default_currency": "usd",
            "details_submitted": true,
            "email": nil,
            "payouts_enabled": true,
            "type": "standard",
        ]
    }
}

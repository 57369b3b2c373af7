// For the contract tests: the part of a shop's life in which it pays others.
import StripeStub
import Testing

extension ContractLife {
    mutating func connect(of customer: String) throws {
        let account = try accounts()
        let terms = "transfer_data[destination]=\(account)&on_behalf_of=\(account)"
        let expand =
            "expand[]=latest_charge.transfer.reversals&expand[]=latest_charge.application_fee.account"
            + "&expand[]=transfer_data.destination&expand[]=on_behalf_of&expand[]=latest_charge.balance_transaction"
        let held = try make(
            "/v1/payment_intents",
            "amount=1000&currency=usd&customer=\(customer)&confirm=true&capture_method=manual&off_session=true"
                + "&application_fee_amount=100&\(terms)&\(Self.silent)"
        ).id
        try ask("POST", "/v1/payment_intents/\(held)", "application_fee_amount=50")
        let taken = try make("/v1/payment_intents/\(held)/capture", "application_fee_amount=90&\(expand)")
        let (transfer, fee) = (
            taken["latest_charge.transfer.id"] ?? "", taken["latest_charge.application_fee.id"] ?? ""
        )
        try make(
            "/v1/refunds",
            "payment_intent=\(held)&amount=300&reverse_transfer=true&refund_application_fee=true"
                + "&expand[]=transfer_reversal.transfer&expand[]=charge.transfer")
        try make(
            "/v1/transfers/\(transfer)/reversals",
            "amount=10&refund_application_fee=true&metadata[a]=b&expand[]=transfer&expand[]=balance_transaction"
        )
        try make("/v1/application_fees/\(fee)/refunds", "amount=10&metadata[a]=b&expand[]=fee")
        try ask(
            "GET", "/v1/transfers/\(transfer)",
            "expand[]=destination&expand[]=source_transaction&expand[]=reversals.data.source_refund")
        try ask("GET", "/v1/transfers/\(transfer)/reversals")
        try ask("GET", "/v1/transfers", "destination=\(account)&expand[]=data.balance_transaction")
        try ask("GET", "/v1/application_fees/\(fee)", "expand[]=originating_transaction&expand[]=account")
        try ask("GET", "/v1/application_fees/\(fee)/refunds")
        try ask("GET", "/v1/application_fees", "charge=\(taken["latest_charge.id"] ?? "")")
        try ask("POST", "/v1/transfers/\(transfer)/reversals", "amount=100000")
        try ask("POST", "/v1/application_fees/\(fee)/refunds", "amount=100000")
    }

    /// One in each state; the answer is the id of one that takes transfers.
    private mutating func accounts() throws -> String {
        for type in ["type=custom", "type=standard", ""] { try make("/v1/accounts", type) }
        let account = try make(
            "/v1/accounts",
            "type=express&country=US&email=t@example.com&business_type=individual&metadata[a]=b"
                + "&capabilities[transfers][requested]=true&capabilities[card_payments][requested]=true"
        ).id
        let link = try make(
            "/v1/account_links",
            "account=\(account)&type=account_onboarding&refresh_url=http://a.test/&return_url=http://a.test/")
        let page = "/setup/e/" + (link["url"]?.split(separator: "/").last ?? "")
        let opened = stripe.stub.handle(StubRequest(method: "GET", path: page), now: stripe.now)
        try #require(opened.status == 303)
        try make("/v1/accounts/\(account)", "email=u@example.com")
        stripe.stub.restrictAccount(account, now: stripe.now)
        try ask("GET", "/v1/accounts/\(account)")
        stripe.stub.restoreAccount(account, now: stripe.now)
        try ask("GET", "/v1/accounts", "limit=100")
        try ask("DELETE", "/v1/accounts/\(try make("/v1/accounts").id)")
        try ask("GET", "/v1/accounts/acct_nobody")
        return account
    }
}

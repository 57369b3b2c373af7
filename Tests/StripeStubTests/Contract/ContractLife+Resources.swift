// For the contract tests: the part of a shop's life beside payments: set-ups, webhooks, disputes, changes.
import StripeStub
import Testing

extension ContractLife {
    mutating func setups(of customer: String) throws {
        let setups = "/v1/setup_intents"
        let open = try make(setups, "customer=\(customer)&description=d&metadata[a]=b&usage=on_session").id
        try make("\(setups)/\(open)", "payment_method=pm_card_visa&metadata[c]=d")
        try make("\(setups)/\(open)/confirm", "return_url=https://example.com/back&expand[]=payment_method")
        try ask("POST", "\(setups)/\(open)/cancel")
        let canceled = try make(setups, Self.silent).id
        try make("\(setups)/\(canceled)/cancel", "cancellation_reason=abandoned")
        let challenge = "payment_method=pm_card_authenticationRequired&confirm=true"
        for more in [Self.silent, "return_url=https://example.com/back"] {
            let asked = try make(setups, "\(challenge)&\(more)")
            try #require(asked["status"] == "requires_action")
            _ = stripe.stub.finishAuthentication(of: asked.id, passed: false, now: stripe.now)
            try ask("GET", "\(setups)/\(asked.id)", "expand[]=latest_attempt.setup_intent")
        }
        let declined = try ask(
            "POST", setups, "payment_method=pm_card_visa_chargeDeclined&confirm=true&\(Self.silent)")
        try #require(declined.status == 402)
        try ask("GET", setups, "limit=100&expand[]=data.customer&expand[]=data.latest_attempt")
    }

    /// From here on, events have somebody to go to.
    mutating func webhooks() throws {
        let endpoints = "/v1/webhook_endpoints"
        let form = "url=http://localhost:9/hook&enabled_events[]=*&description=d&metadata[a]=b"
        let endpoint = try make(endpoints, "\(form)&api_version=\(TestStripe.dahlia)").id
        try make("\(endpoints)/\(endpoint)", "disabled=true&description=")
        try make("\(endpoints)/\(endpoint)", "disabled=false")
        try ask("GET", "\(endpoints)/\(endpoint)")
        try ask("GET", endpoints)
        try ask("DELETE", "\(endpoints)/\(try make(endpoints, form).id)")
    }

    mutating func disputes() throws {
        for card in ["createDispute", "createDisputeProductNotReceived", "createDisputeInquiry"] {
            let paid = try make(
                "/v1/payment_intents",
                "amount=1000&currency=usd&payment_method=pm_card_\(card)&confirm=true&\(Self.silent)")
            let dispute = try ask("GET", "/v1/disputes", "payment_intent=\(paid.id)").ids.first ?? ""
            try ask("GET", "/v1/disputes/\(dispute)", "expand[]=charge&expand[]=payment_intent")
            try ask("POST", "/v1/refunds", "payment_intent=\(paid.id)&amount=100")
            if card == "createDispute" {
                try make("/v1/disputes/\(dispute)", "evidence[uncategorized_text]=winning_evidence")
            } else {
                try make("/v1/disputes/\(dispute)", "evidence[customer_name]=Ada&submit=false&metadata[a]=b")
                try make("/v1/disputes/\(dispute)/close")
            }
        }
    }

    mutating func updates(of customer: String) throws {
        let method = try stripe.card(of: customer)
        try make("/v1/payment_methods/\(method)", "card[exp_month]=7&billing_details[name]=Ada")
        let charge = try ask("GET", "/v1/charges", "limit=1").ids.first ?? ""
        try make("/v1/charges/\(charge)", "description=d&metadata[a]=b&receipt_email=a@b.c")
        try ask("POST", "/v1/charges/\(charge)/capture")
        let refund = try ask("GET", "/v1/refunds", "limit=1").ids.first ?? ""
        try make("/v1/refunds/\(refund)", "metadata[a]=b")
        try ask("GET", "/v1/account")
    }
}

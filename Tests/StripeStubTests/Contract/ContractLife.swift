// For the contract tests: a shop's life, in which every call of the stub is made and every kind of object shown.
import StripeStub
import Testing

/// Asks the stub and keeps each answer.
struct ContractLife {
    struct Answer {
        let method: String
        let path: String
        let reply: Reply
    }

    static let versions = [TestStripe.old, TestStripe.dahlia]
    /// A cardholder who is asked for nothing more.
    static let silent =
        "automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never"

    private(set) var answers: [Answer] = []
    var stripe: TestStripe

    /// Lives the whole life.
    init(version: String) throws {
        stripe = TestStripe(version: version)
        let customer = try customers()
        try paymentMethods(of: customer)
        try openIntents(of: customer)
        try declines(of: customer)
        try holds(of: customer)
        try refunds(of: customer)
        try setups(of: customer)
        try webhooks()
        try disputes()
        try updates(of: customer)
        try connect(of: customer)
        try lists(of: customer)
        try refusals()
    }

    @discardableResult
    mutating func ask(_ method: String, _ path: String, _ parameters: String = "") throws -> Reply {
        let isGet = method == "GET"
        let reply = try stripe.send(
            method, path, query: isGet ? parameters : "", body: isGet ? "" : parameters)
        answers.append(Answer(method: method, path: path, reply: reply))
        return reply
    }

    /// Asks for what must work here.
    @discardableResult
    mutating func make(_ path: String, _ form: String = "") throws -> Reply {
        let reply = try ask("POST", path, form)
        try #require(reply.status == 200, "POST \(path) \(form): \(reply.text)")
        return reply
    }

    private mutating func customers() throws -> String {
        try make("/v1/customers")
        let address =
            "[line1]=1+Main+St&{a}[line2]=b&{a}[city]=Berlin&{a}[state]=BE&{a}[postal_code]=10115&{a}[country]=DE"
        let home = "address" + address.replacing("{a}", with: "address")
        let parcel = "shipping[address]" + address.replacing("{a}", with: "shipping[address]")
        let customer = try make(
            "/v1/customers",
            "name=Ada&email=ada@example.com&phone=1&description=d&metadata[a]=b&balance=-5&tax_exempt=none"
                + "&preferred_locales[]=de&payment_method=pm_card_visa&\(home)&\(parcel)&shipping[name]=Ada"
                + "&shipping[phone]=1&invoice_settings[default_payment_method]=pm_card_visa"
        ).id
        try make("/v1/customers/\(customer)", "metadata[a]=&metadata[c]=d&name=")
        try ask("GET", "/v1/customers/\(customer)", "expand[]=invoice_settings.default_payment_method")
        let leaver = try make("/v1/customers", "payment_method=pm_card_mastercard").id
        try ask("DELETE", "/v1/customers/\(leaver)")
        try ask("GET", "/v1/customers/\(leaver)")
        return customer
    }

    private mutating func paymentMethods(of customer: String) throws {
        let method = try make(
            "/v1/payment_methods",
            "type=card&card[token]=tok_visa&billing_details[name]=Ada&billing_details[email]=a@b.c"
                + "&billing_details[phone]=1&billing_details[address][postal_code]=10115&metadata[a]=b"
        ).id
        try ask("GET", "/v1/payment_methods/\(method)")
        try make("/v1/payment_methods/\(method)/attach", "customer=\(customer)&expand[]=customer")
        try make("/v1/payment_methods/\(method)/detach")
        for card in ["mastercard", "amex", "discover", "diners", "jcb", "unionpay", "visa_debit"] {
            try make("/v1/payment_methods/pm_card_\(card)/attach", "customer=\(customer)")
        }
        try ask("POST", "/v1/payment_methods/\(method)/attach", "customer=\(customer)")
        try ask("POST", "/v1/payment_methods/pm_card_visa_chargeDeclined/attach", "customer=\(customer)")
        try ask("POST", "/v1/payment_methods", "type=card&card[number]=4242424242424242")
    }

    /// Every status in which no money is held yet, and an intent canceled there.
    private mutating func openIntents(of customer: String) throws {
        let intents = "/v1/payment_intents"
        let bare = try make(intents, "amount=1000&currency=usd").id
        try make("\(intents)/\(bare)", "amount=2000&payment_method=pm_card_visa&description=d&metadata[a]=b")
        try make("\(intents)/\(bare)/cancel", "cancellation_reason=abandoned")
        try make(intents, "amount=1000&currency=jpy&payment_method_types[]=card")
        try make(
            intents,
            "amount=1000&currency=eur&customer=\(customer)&receipt_email=a@b.c&statement_descriptor_suffix=x"
                + "&shipping[name]=Ada&shipping[address][line1]=1&transfer_group=g&expand[]=customer"
                + "&setup_future_usage=off_session&capture_method=automatic_async&\(Self.silent)")
        let challenged =
            "amount=1000&currency=usd&payment_method=pm_card_threeDSecure2Required&\(Self.silent)"
        let redirected = try make(intents, challenged).id
        let asked = try make(
            "\(intents)/\(redirected)/confirm", "return_url=https://example.com/back&expand[]=payment_method")
        try #require(asked["status"] == "requires_action")
        try ask("POST", "\(intents)/\(redirected)/capture")
        for passed in [false, true] {
            let intent = try make(intents, "\(challenged)&confirm=true").id
            _ = stripe.stub.finishAuthentication(of: intent, passed: passed, now: stripe.now)
            let answered = try ask("GET", "\(intents)/\(intent)", "expand[]=latest_charge")
            try #require(answered["status"] == (passed ? "succeeded" : "requires_payment_method"))
        }
    }

    private mutating func declines(of customer: String) throws {
        let cards = [
            "visa_chargeDeclined", "visa_chargeDeclinedInsufficientFunds", "chargeDeclinedExpiredCard",
            "chargeDeclinedProcessingError", "radarBlock",
        ]
        for card in cards {
            let reply = try ask(
                "POST", "/v1/payment_intents",
                "amount=1000&currency=usd&payment_method=pm_card_\(card)&confirm=true&\(Self.silent)")
            try #require(reply.status == 402, "\(card): \(reply.text)")
            let intent = reply["error.payment_intent.id"] ?? ""
            try ask("GET", "/v1/payment_intents/\(intent)", "expand[]=latest_charge")
        }
        let method = try make(
            "/v1/payment_methods/pm_card_authenticationRequired/attach", "customer=\(customer)"
        ).id
        try ask(
            "POST", "/v1/payment_intents",
            "amount=1000&currency=usd&customer=\(customer)&payment_method=\(method)&confirm=true"
                + "&off_session=true&\(Self.silent)")
    }

    /// Held, then captured whole, captured in part, canceled, or left until its time is over.
    private mutating func holds(of customer: String) throws {
        let expand =
            "expand[]=latest_charge.refunds&expand[]=customer&expand[]=payment_method.customer"
            + "&expand[]=latest_charge.payment_intent.customer"
        let whole = try hold(customer, "&\(expand)")
        try ask("GET", "/v1/payment_intents/\(whole)", expand)
        try make("/v1/payment_intents/\(whole)/capture", expand)
        try ask("POST", "/v1/payment_intents/\(whole)/capture")
        try make("/v1/payment_intents/\(whole)", "description=later")
        let part = try hold(customer)
        try make("/v1/payment_intents/\(part)/capture", "amount_to_capture=400&\(expand)")
        let released = try hold(customer)
        try make("/v1/payment_intents/\(released)/cancel", "cancellation_reason=duplicate&\(expand)")
        try ask("POST", "/v1/payment_intents/\(released)/cancel")
        let forgotten = try hold(customer)
        stripe.now += 8 * 86400
        let expired = try ask("GET", "/v1/payment_intents/\(forgotten)", expand)
        try #require(expired["status"] == "canceled")
        for intent in [part, released, forgotten] {
            try ask("GET", "/v1/refunds", "payment_intent=\(intent)&expand[]=data.charge")
        }
    }

    private mutating func hold(_ customer: String, _ more: String = "") throws -> String {
        let reply = try make(
            "/v1/payment_intents",
            "amount=1000&currency=usd&customer=\(customer)&confirm=true&capture_method=manual&off_session=true"
                + "&\(Self.silent)\(more)")
        try #require(reply["status"] == "requires_capture")
        return reply.id
    }

    private mutating func refunds(of customer: String) throws {
        for card in ["visa", "pendingRefund", "refundFail", "bypassPending"] {
            let paid = try make(
                "/v1/payment_intents",
                "amount=1000&currency=usd&payment_method=pm_card_\(card)&confirm=true&\(Self.silent)")
            let refund = try make(
                "/v1/refunds",
                "payment_intent=\(paid.id)&amount=300&reason=requested_by_customer&metadata[a]=b"
            ).id
            try ask("POST", "/v1/refunds", "payment_intent=\(paid.id)&amount=5000")
            try make("/v1/refunds", "charge=\(paid["latest_charge"] ?? "")&expand[]=charge.refunds")
            try ask("POST", "/v1/refunds", "payment_intent=\(paid.id)")
            stripe.now += 7200
            try ask("GET", "/v1/refunds/\(refund)", "expand[]=charge&expand[]=payment_intent")
            try ask("GET", "/v1/charges/\(paid["latest_charge"] ?? "")", "expand[]=refunds")
            try ask("POST", "/v1/refunds/\(refund)/cancel")
        }
    }

    private mutating func lists(of customer: String) throws {
        try ask("GET", "/v1/customers", "limit=100&email=ada@example.com")
        try ask("GET", "/v1/customers/\(customer)/payment_methods", "limit=3")
        try ask("GET", "/v1/payment_methods", "customer=\(customer)&type=card&limit=100")
        try ask("GET", "/v1/payment_intents", "limit=100&expand[]=data.latest_charge")
        let charges = try ask("GET", "/v1/charges", "limit=100&expand[]=data.customer")
        try ask("GET", "/v1/charges", "starting_after=\(charges.ids.first ?? "")&limit=2")
        try ask("GET", "/v1/refunds", "limit=100&expand[]=data.payment_intent")
        let movements = try ask("GET", "/v1/balance_transactions", "limit=100&expand[]=data.source")
        try ask("GET", "/v1/balance_transactions/\(movements.ids.first ?? "")", "expand[]=source")
        let events = try ask("GET", "/v1/events", "limit=100")
        try ask("GET", "/v1/events", "type=charge.*&limit=100")
        try ask("GET", "/v1/events/\(events.ids.last ?? "")")
        try ask("GET", "/v1/disputes", "limit=100&expand[]=data.charge")
    }

    private mutating func refusals() throws {
        for path in ["customers", "payment_intents", "payment_methods", "charges", "refunds"] {
            try ask("GET", "/v1/\(path)/nobody")
            try ask("GET", "/v1/\(path)/nobody", "expand[]=x")
        }
        try ask("GET", "/v1/nothing")
        try ask("GET", "/v1/customers", "limit=x")
        try ask("GET", "/v1/charges", "starting_after=a&ending_before=b")
        try ask("POST", "/v1/payment_intents", "currency=usd")
        try ask("POST", "/v1/payment_intents", "amount=1&currency=usd")
        try ask("POST", "/v1/payment_intents", "amount=100&currency=usd&foo=bar")
        try ask("POST", "/v1/refunds")
        stripe.authorization = nil
        try ask("GET", "/v1/customers")
    }
}

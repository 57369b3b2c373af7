// A business of some days, made at random, and beside it the plain book of what it did: the oracle of the reports.
import Basics
import StripeStub
import Testing

/// Drives a stub through Stripe's own API and writes down, in the simplest way there is, what each step was about.
struct RandomAccount {
    struct Movement {
        let time: Int64
        let currency: String
        let captured: Int64
        let net: Int64
        let isLesson: Bool
    }

    struct Attempt {
        let time: Int64
        let card: String
        let error: String?
        let description: String
    }

    struct Payment {
        let intent: String
        let customer: String
        let currency: String
        let isLesson: Bool
        let method: String
        let amount: Int64
        /// Captured and not given back.
        var left: Int64 = 0
    }

    private(set) var stub: Stub
    private(set) var now: Int64
    private(set) var movements: [Movement] = []
    /// By customer, in order.
    private(set) var attempts: [String: [Attempt]] = [:]
    /// The newest card of each customer that is still there.
    private(set) var cards: [String: String] = [:]
    private var holds: [Payment] = []
    private var payments: [Payment] = []
    private var customers: [String] = []
    private let version: String
    private var dice: Dice

    static let start: Int64 = 1_790_000_000

    init(seed: UInt64, version: String) {
        stub = Stub(StubSettings(seed: seed))
        now = Self.start
        self.version = version
        dice = Dice(state: seed)
    }

    /// `steps` things happen, some in the same second, some days apart.
    mutating func live(steps: Int) throws {
        for _ in 0..<10 { try addCustomer() }
        for _ in 0..<steps {
            now += dice.of([0, 0, 1, 7, 90, 400, dice.of([0, 0, 0, 20_000])])
            switch dice.below(20) {
            case 0: try addCustomer()
            case 1: try swapCard()
            case 2: if dice.below(4) == 0 { try deleteCustomer() }
            case 3...8: try pay(isLesson: true, holds: true)
            case 9...10: try pay(isLesson: dice.below(3) == 0, holds: false)
            case 11...15: try capture()
            case 16: try release()
            default: try refund()
            }
        }
    }

    // MARK: What happens

    private static let methods = [
        "visa", "visa", "visa", "mastercard", "chargeCustomerFail", "chargeCustomerFail", "createDispute",
        "refundFail",
        "authenticationRequired", "createDisputeInquiry",
    ]

    private mutating func addCustomer() throws {
        let customer = try call(
            "POST", "customers", "name=N\(customers.count)&email=n\(customers.count)@x.io")
        let id = try #require(customer["id"]?.string)
        customers.append(id)
        try giveCard(to: id)
    }

    private mutating func giveCard(to customer: String) throws {
        let method = "pm_card_\(dice.of(Self.methods))"
        let attached = try call("POST", "payment_methods/\(method)/attach", "customer=\(customer)")
        cards[customer] = try #require(attached["id"]?.string)
    }

    private mutating func swapCard() throws {
        guard let customer = anyone() else { return }
        let old = try #require(cards[customer])
        // The list of cards is by the second; an older card in the same one would stay in front.
        now += 1
        try giveCard(to: customer)
        if dice.below(2) == 0 { try call("POST", "payment_methods/\(old)/detach", "") }
    }

    private mutating func deleteCustomer() throws {
        guard let customer = anyone() else { return }
        try call("DELETE", "customers/\(customer)", "")
        customers.removeAll { $0 == customer }
        cards[customer] = nil
    }

    private mutating func pay(isLesson: Bool, holds isHeld: Bool) throws {
        guard let customer = anyone(), let card = cards[customer] else { return }
        let amount = Int64(50 + dice.below(20_000))
        let currency = dice.of(["usd", "usd", "usd", "usd", "eur"])
        let type = isLesson ? "lessons-payment" : dice.of(["concert", "lessons"])
        let description = "P\(attempts.count)-\(now)"
        let form =
            "amount=\(amount)&currency=\(currency)&customer=\(customer)&payment_method=\(card)&confirm=true"
            + "&off_session=true&capture_method=\(isHeld ? "manual" : "automatic")&metadata[type]=\(type)"
            + "&description=\(description)"
        let answer = try answer("POST", "payment_intents", form)
        let intent = answer.json["error"]?["payment_intent"] ?? answer.json
        let code = answer.json["error"]?["code"]?.string
        let isDeclined = code == "card_declined"
        attempts[customer, default: []].append(
            Attempt(
                time: now, card: card, error: isDeclined ? "issuer_declined" : code, description: description)
        )
        guard code == nil else { return }
        var payment = Payment(
            intent: try #require(intent["id"]?.string), customer: customer, currency: currency,
            isLesson: isLesson, method: try kind(of: card), amount: amount)
        if isHeld {
            holds.append(payment)
        } else {
            take(amount, of: &payment)
        }
    }

    private mutating func capture() throws {
        guard !holds.isEmpty else { return }
        var hold = holds.remove(at: dice.below(holds.count))
        let amount = dice.below(3) == 0 ? 1 + Int64(dice.below(Int(hold.amount))) : hold.amount
        let answer = try answer(
            "POST", "payment_intents/\(hold.intent)/capture", "amount_to_capture=\(amount)")
        // A hold that nobody captured in time is gone by itself.
        if answer.status == 200 { take(amount, of: &hold) }
    }

    private mutating func release() throws {
        guard !holds.isEmpty else { return }
        let hold = holds.remove(at: dice.below(holds.count))
        _ = try answer("POST", "payment_intents/\(hold.intent)/cancel", "")
    }

    private mutating func refund() throws {
        guard !payments.isEmpty else { return }
        let index = dice.below(payments.count)
        let payment = payments[index]
        guard payment.left > 0 else { return }
        let amount = dice.below(2) == 0 ? payment.left : 1 + Int64(dice.below(Int(payment.left)))
        let answer = try answer("POST", "refunds", "payment_intent=\(payment.intent)&amount=\(amount)")
        guard answer.status == 200 else { return }
        write(payment, net: -amount)
        payments[index].left -= amount
        // The bank takes its time to say that the card is closed.
        if payment.method == "refundFail" { write(payment, net: amount, after: 60) }
    }

    private mutating func take(_ amount: Int64, of payment: inout Payment) {
        payment.left = amount
        write(payment, captured: amount, net: amount - Self.fee(amount))
        if payment.method == "createDispute" {
            write(payment, net: -amount - 1500)
            payment.left = 0
        }
        payments.append(payment)
    }

    /// 2.9 % of it, rounded half up, and 30.
    private static func fee(_ amount: Int64) -> Int64 { (29 * amount + 500) / 1000 + 30 }

    private mutating func write(_ payment: Payment, captured: Int64 = 0, net: Int64, after seconds: Int64 = 0)
    {
        movements.append(
            Movement(
                time: now + seconds, currency: payment.currency, captured: captured, net: net,
                isLesson: payment.isLesson))
    }

    // MARK: Asking

    private mutating func anyone() -> String? { customers.isEmpty ? nil : dice.of(customers) }

    /// Which of the test cards it is, by its last digits.
    private mutating func kind(of card: String) throws -> String {
        let method = try call("GET", "payment_methods/\(card)", "")
        switch method["card"]?["last4"]?.string {
        case "5126": return "refundFail"
        case "0259": return "createDispute"
        default: return "other"
        }
    }

    @discardableResult
    private mutating func call(_ method: String, _ path: String, _ form: String) throws -> JSON {
        let answer = try answer(method, path, form)
        try #require(answer.status == 200, "\(method) \(path): \(answer.status)")
        return answer.json
    }

    private mutating func answer(_ method: String, _ path: String, _ form: String) throws -> (
        status: Int, json: JSON
    ) {
        let response = stub.handle(
            StubRequest(
                method: method, path: "/v1/\(path)",
                headers: [("authorization", "Bearer sk_test_account"), ("stripe-version", version)],
                body: Array(form.utf8)),
            now: now)
        return (response.status, try JSON(response.body))
    }
}

/// SplitMix64.
struct Dice {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
    mutating func of<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
}

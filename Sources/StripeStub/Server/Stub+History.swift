// Around the stub: a long time of business at once, for reports and lists to be tried on.

struct History: Sendable {
    let customers: Int
    /// Payments taken at once, of no kind.
    let charges: Int
    /// Payments held first, with the metadata of a lesson, of which some go wrong.
    let lessons: Int
    /// How long before the end it all began.
    let spreadSeconds: Int64
    let seed: UInt64
}

/// What becomes of a lesson's payment, and of how many in a hundred.
private enum LessonFate: CaseIterable {
    case captured, capturedInPart, refunded, refundedInPart, declined

    private var percent: Int {
        switch self {
        case .captured: 80
        case .capturedInPart: 8
        case .refunded: 5
        case .refundedInPart: 2
        case .declined: 5
        }
    }

    init(_ dice: inout SplitMix64) {
        var rest = dice.below(100)
        let fate = Self.allCases.first { fate in
            rest -= fate.percent
            return rest < 0
        }
        self = fate ?? .captured
    }
}

extension Stub {
    /// Adds customers, each with a good card, and payments of $10 to $99.99, spread evenly over the time before `end`.
    /// No events are kept. The same history on the same stub gives the same objects.
    mutating func add(_ history: History, until end: Int64) {
        advance(to: end)
        guard history.customers > 0, let card = CardTable.card(methodName: "pm_card_visa") else { return }
        var dice = SplitMix64(seed: history.seed)
        var methods: [PaymentMethod] = []
        methods.reserveCapacity(history.customers)
        let begin = end - history.spreadSeconds
        for number in 1...history.customers {
            var customer = Customer(id: ids.make("cus_", 14), created: begin, invoicePrefix: ids.upperHex(8))
            customer.name = "Student \(number)"
            customer.email = "student\(number)@example.com"
            customers.add(customer)
            methods.append(attach(addMethod(card, now: begin), to: customer.id))
        }
        // What happens in the past is written down with the times of then.
        for number in 0..<history.charges {
            clock = begin + history.spreadSeconds * Int64(number) / Int64(history.charges)
            addPayment("Payment \(number + 1)", by: methods[dice.below(methods.count)], &dice)
        }
        for number in 0..<history.lessons {
            clock = begin + history.spreadSeconds * Int64(number) / Int64(history.lessons)
            let method = methods[dice.below(methods.count)]
            addLesson("Lesson \(number + 1)", by: method, history, until: end, &dice)
        }
        clock = end
        sortByTime()
    }

    private mutating func addPayment(
        _ description: String, by method: PaymentMethod, _ dice: inout SplitMix64
    ) {
        var intent = newIntent(description, .automatic, by: method, &dice)
        paymentIntents.add(intent, under: [method.customer])
        _ = take(&intent, with: method, isOffSession: true, presentView)
    }

    /// The hold is captured, and the money given back, within an eighth of the whole time, and within two days.
    private mutating func addLesson(
        _ description: String, by method: PaymentMethod, _ history: History, until end: Int64,
        _ dice: inout SplitMix64
    ) {
        let version = APIVersion.accountDefault
        let pause = Int(min(history.spreadSeconds / 8, 2 * 86_400))
        var intent = newIntent(description, .manual, by: method, &dice)
        intent.metadata = Metadata("type", "lessons-payment")
        let fate = LessonFate(&dice)
        paymentIntents.add(intent, under: [method.customer])
        guard fate != .declined else {
            _ = decliningCharge(&intent, method, .insufficientFunds, presentView)
            return
        }
        intent = take(&intent, with: method, isOffSession: true, presentView)
        guard let hold = intent.latestCharge.flatMap({ charges[$0] }) else { return }
        clock = min(end, clock + Int64(dice.below(pause)))
        _ = capture(
            intent, hold, fate == .capturedInPart ? intent.amount * 6 / 10 : intent.amount, version: version)
        guard fate == .refunded || fate == .refundedInPart, let charge = charges[hold.id] else { return }
        clock = min(end, clock + Int64(dice.below(pause)))
        _ = refund(
            charge, fate == .refunded ? charge.amountLeft : charge.amountLeft / 2,
            reason: "requested_by_customer", metadata: Metadata(), version: version)
    }

    private mutating func newIntent(
        _ description: String, _ captureMethod: CaptureMethod, by method: PaymentMethod,
        _ dice: inout SplitMix64
    ) -> PaymentIntent {
        let id = ids.make("pi_", 24)
        var intent = PaymentIntent(
            id: id, created: clock, clientSecret: ids.make("\(id)_secret_", 25), version: .accountDefault,
            amount: Int64(1000 + dice.below(9000)), captureMethod: captureMethod, currency: "usd",
            customer: method.customer, methods: .listed(["card"]))
        intent.description = description
        intent.paymentMethod = method.id
        return intent
    }

    private var presentView: View { View(version: .accountDefault, now: clock) }

    private mutating func sortByTime() {
        customers.sortByTime()
        paymentMethods.sortByTime()
        paymentIntents.sortByTime()
        charges.sortByTime()
        refunds.sortByTime()
        balanceTransactions.sortByTime()
    }
}

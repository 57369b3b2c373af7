// Around the stub: a year of business at once, for reports and lists to be tried on.

struct History: Sendable {
    let customers: Int
    let charges: Int
    let seed: UInt64
}

extension Stub {
    /// Adds customers, each with a good card, and charges of $10 to $99.99, captured and spread evenly over the year
    /// before `end`. The same history on the same stub gives the same objects.
    mutating func add(_ history: History, until end: Int64) {
        let year: Int64 = 365 * 24 * 60 * 60
        var dice = FaultDice(state: history.seed)
        guard history.customers > 0, let card = CardTable.card(methodName: "pm_card_visa") else { return }
        var methods: [PaymentMethod] = []
        methods.reserveCapacity(history.customers)
        for number in 1...history.customers {
            var customer = Customer(
                id: ids.make("cus_", 14), created: end - year, invoicePrefix: ids.upperHex(8))
            customer.name = "Student \(number)"
            customer.email = "student\(number)@example.com"
            customers.add(customer)
            methods.append(attach(addMethod(card, now: end - year), to: customer.id))
        }
        for number in 0..<history.charges {
            let time = end - year + year * Int64(number) / Int64(history.charges)
            let id = ids.make("pi_", 24)
            let method = methods[dice.below(methods.count)]
            var intent = PaymentIntent(
                id: id, created: time, clientSecret: ids.make("\(id)_secret_", 25), version: .accountDefault,
                amount: Int64(1000 + dice.below(9000)), captureMethod: .automatic, currency: "usd",
                customer: method.customer, methods: .listed(["card"]))
            intent.description = "Lesson \(number + 1)"
            intent.paymentMethod = method.id
            paymentIntents.add(intent, under: [method.customer])
            _ = take(
                &intent, with: method, isOffSession: true, View(version: .accountDefault, now: time))
        }
    }
}

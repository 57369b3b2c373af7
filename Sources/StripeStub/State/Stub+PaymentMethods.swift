// Behind calls that name a payment method: find it, make it, attach it, detach it.
internal import Basics

extension Stub {
    private static let defaultExpMonth: Int64 = 4
    private static let defaultExpYear: Int64 = 2030

    /// A payment method by its id; a well-known name (`pm_card_visa`) makes a new one each time.
    mutating func method(named name: String, now: Int64, missingStatus: Int = 400)
        throws(StubFailure) -> PaymentMethod
    {
        if let card = CardTable.card(methodName: name) { return addMethod(card, now: now) }
        guard let method = paymentMethods[name] else {
            throw .noSuch("PaymentMethod", name, param: "payment_method", status: missingStatus)
        }
        return method
    }

    mutating func addMethod(_ card: TestCard, now: Int64) -> PaymentMethod {
        let method = newMethod(card, now: now)
        paymentMethods.add(method)
        return method
    }

    /// Not kept yet.
    private mutating func newMethod(_ card: TestCard, now: Int64) -> PaymentMethod {
        PaymentMethod(
            id: ids.make("pm_", 24), created: now, card: card, expMonth: Self.defaultExpMonth,
            expYear: Self.defaultExpYear, cvcGiven: true)
    }

    /// From a token, or from a number where the account takes numbers. Not kept yet.
    mutating func newMethod(from card: ParameterTree, now: Int64) throws(StubFailure) -> PaymentMethod {
        if let token = card.text("token") {
            guard let known = CardTable.card(token: token) else { throw .invalidToken(token) }
            return newMethod(known, now: now)
        }
        guard card.text("number") == nil || settings.acceptsRawCards else { throw .rawCardRefused }
        return try numberedMethod(from: card, now: now)
    }

    /// Not kept yet.
    mutating func numberedMethod(from card: ParameterTree, now: Int64) throws(StubFailure) -> PaymentMethod {
        guard let spaced = card.text("number") else { throw .missingParameter("card[number]") }
        let number = spaced.filter { $0 != " " && $0 != "-" }
        guard CardTable.isWellFormed(number: number) else { throw .incorrectNumber }
        guard let known = CardTable.card(number: number) else { throw .notATestCard }
        guard let month = card.integer("exp_month") else { throw .missingParameter("card[exp_month]") }
        guard let year = card.integer("exp_year") else { throw .missingParameter("card[exp_year]") }
        let expiry = try Self.checkedExpiry(month: month, year: year, now: now)
        return PaymentMethod(
            id: ids.make("pm_", 24), created: now, card: known, expMonth: expiry.month, expYear: expiry.year,
            cvcGiven: card.text("cvc") != nil)
    }

    /// A card is good to the end of its month. A year of two digits is one of this century.
    static func checkedExpiry(month: Int64, year: Int64, now: Int64)
        throws(StubFailure) -> (month: Int64, year: Int64)
    {
        guard (1...12).contains(month) else { throw .cardExpired("exp_month") }
        let fullYear = year < 100 ? 2000 + year : year
        let today = CivilTime(unixSeconds: now)
        guard fullYear <= 2100, (fullYear, month) >= (Int64(today.year), Int64(today.month)) else {
            throw .cardExpired("exp_year")
        }
        return (month, fullYear)
    }

    /// Throws what Stripe answers when the method cannot be attached. To its own customer it always can.
    func checkAttachable(_ method: PaymentMethod, to customer: String) throws(StubFailure) {
        if method.customer == customer { return }
        guard method.customer == nil else { throw .methodOfOtherForAttach }
        guard !method.isUsedUp else { throw .methodUsedUpForAttach }
        if let decline = method.card.declineAtAttach(cvcGiven: method.cvcGiven) { throw .declined(decline) }
    }

    @discardableResult
    mutating func attach(_ method: PaymentMethod, to customer: String) -> PaymentMethod {
        var method = method
        let isNew = method.customer != customer
        method.customer = customer
        method.cvcChecked = true
        paymentMethods.put(method)
        paymentMethods.file(method.id, under: customer)
        if isNew { emit(.methodAttached, .paymentMethod(method)) }
        return method
    }

    @discardableResult
    mutating func detach(_ method: PaymentMethod) -> PaymentMethod {
        var method = method
        if let owner = method.customer {
            paymentMethods.unfile(method.id, from: owner)
            if var customer = customers[owner], customer.defaultPaymentMethod == method.id {
                customer.defaultPaymentMethod = nil
                customers.put(customer)
            }
        }
        method.customer = nil
        method.isUsedUp = true
        paymentMethods.put(method)
        return method
    }
}

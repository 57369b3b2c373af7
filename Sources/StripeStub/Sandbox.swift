// Before the first request: customers to try things with, and a teacher to pay.

/// A customer of the sandbox, to print.
package struct SeededCustomer: Sendable, Equatable {
    package let id: String
    package let name: String
    package let email: String
    /// What is to be seen with this customer, in a few words.
    package let what: String
}

extension Stub {
    /// The connected account of the sandbox, ready for transfers.
    package static let sandboxTeacher = "acct_SandboxTeacher"

    /// Adds four customers and a connected account, with ids that are always the same, so that printed commands work.
    /// A second time it adds nothing.
    package mutating func seedSandbox(now: Int64) -> [SeededCustomer] {
        clock = max(clock, now)
        for entry in Self.sandbox where customers[entry.customer.id] == nil {
            var customer = Customer(
                id: entry.customer.id, created: clock, invoicePrefix: ids.upperHex(8))
            customer.name = entry.customer.name
            customer.email = entry.customer.email
            customers.add(customer)
            if let card = entry.card { saveCard(card, on: customer.id) }
        }
        addReadyAccount(Self.sandboxTeacher, email: "teacher@example.com")
        return Self.sandbox.map(\.customer)
    }

    /// Attaches a card by its well-known name, such as `pm_card_visa`, also one that Stripe would refuse to attach: it
    /// stands for a card that was good when it was saved. Does nothing for a name or a customer that does not exist.
    package mutating func saveCard(_ name: String, on customer: String) {
        guard let owner = customers[customer], let card = CardTable.card(methodName: name) else { return }
        var method = addMethod(card, now: clock)
        method.billing.name = owner.name
        method.billing.email = owner.email
        attach(method, to: owner.id)
    }

    /// A connected account that was onboarded already. Does nothing for one that is there.
    package mutating func addReadyAccount(_ id: String, email: String) {
        guard accounts[id] == nil else { return }
        var account = ConnectedAccount(id: id, created: clock, kind: .express, country: "US")
        account.businessType = "individual"
        account.email = email
        account.requested = [.transfers]
        account.isOnboarded = true
        accounts.add(account)
    }

    private static let sandbox: [(customer: SeededCustomer, card: String?)] = [
        (
            SeededCustomer(
                id: "cus_SandboxApprove", name: "Ada Approve", email: "ada@example.com",
                what: "a good Visa card ending in 4242"),
            "pm_card_visa"
        ),
        (
            SeededCustomer(
                id: "cus_SandboxDecline", name: "Dan Decline", email: "dan@example.com",
                what: "a card ending in 0341 that is declined at every charge"),
            "pm_card_chargeCustomerFail"
        ),
        (
            SeededCustomer(
                id: "cus_SandboxNoCards", name: "Nora Nocard", email: "nora@example.com",
                what: "no card"),
            nil
        ),
        (
            SeededCustomer(
                id: "cus_SandboxAuth3DS", name: "Otto Authenticate", email: "otto@example.com",
                what: "a card ending in 3184 that asks for authentication at every charge"),
            "pm_card_authenticationRequired"
        ),
    ]
}

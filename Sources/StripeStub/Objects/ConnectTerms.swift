// Part of an intent and of its charges: whose money a payment is (Stripe Connect, destination charges).

struct ConnectTerms: Sendable {
    /// The connected account that the money is sent on to, whole.
    var destination: String?
    /// What the platform asks to have of it, in minor units.
    var feeAmount: Int64?
    /// The account whose name the cardholder reads.
    var onBehalfOf: String?

    /// What is collected: Stripe caps the fee at the amount captured (spec of application_fee_amount).
    func feeCollected(of captured: Int64) -> Int64 { min(feeAmount ?? 0, captured) }
}

extension Stub {
    /// The terms that create's parameters say, of which the fee must be positive and less than the amount.
    func terms(_ parameters: ParameterTree, amount: Int64) throws(StubFailure) -> ConnectTerms {
        var terms = ConnectTerms()
        if let destination = parameters["transfer_data"]?.text("destination") {
            try checkDestination(destination)
            terms.destination = destination
        }
        if let account = parameters.text("on_behalf_of") {
            guard liveAccount(account) != nil else {
                throw .noSuch("on_behalf_of", account, param: "on_behalf_of")
            }
            terms.onBehalfOf = account
        }
        try update(&terms, from: parameters, amount: amount)
        return terms
    }

    /// The fee alone can change later: an empty one unsets it. It must fit an amount that changed as well.
    func update(_ terms: inout ConnectTerms, from parameters: ParameterTree, amount: Int64)
        throws(StubFailure)
    {
        if parameters.isGiven("application_fee_amount") {
            terms.feeAmount = parameters.integer("application_fee_amount")
        }
        guard let fee = terms.feeAmount else { return }
        guard terms.destination != nil else { throw .feeWithoutDestination }
        guard fee > 0 else { throw .belowOne("application_fee_amount") }
        guard fee < amount else { throw .feeTooLarge }
    }

    /// The account must be there, and be able to take transfers at the time.
    func checkDestination(_ id: String) throws(StubFailure) {
        guard let account = liveAccount(id) else {
            throw .noSuch("destination", id, param: "transfer_data[destination]")
        }
        guard account.isActive(.transfers) else { throw .transfersInactive }
    }

    /// What an intent and a charge show alike.
    func members(of terms: ConnectTerms, _ view: View) -> [StubJSON.Member] {
        let inner = view.expansion["transfer_data"].map(view.inside) ?? view.inside(Expansion())
        let data = terms.destination.map { destination -> StubJSON in
            ["destination": accountReference(destination, as: "destination", inner)]
        }
        return [
            .init(name: "application_fee_amount", value: StubJSON(terms.feeAmount)),
            .init(name: "on_behalf_of", value: accountReference(terms.onBehalfOf, as: "on_behalf_of", view)),
            .init(name: "transfer_data", value: data ?? nil),
        ]
    }
}

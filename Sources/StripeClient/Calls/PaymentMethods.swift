// On the way to Stripe: docs.stripe.com/api/payment_methods.
package import Basics

extension StripeClient {
    /// A customer's cards, the newest first; Stripe takes a limit of 1 to 100.
    package func savedCards(
        of customer: CustomerID, limit: Int64, expand: [String] = [], deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<StripeList<PaymentMethod>> {
        var query = Self.cards(of: customer, expand: expand)
        query.add("limit", .integer(limit))
        return try await get(.paymentMethods, query: query, deadline: deadline)
    }

    /// All of a customer's cards, the newest first.
    package func everySavedCard(
        of customer: CustomerID, expand: [String] = [], deadline: Deadline
    ) -> StripeElements<PaymentMethod> {
        list(
            PaymentMethod.self, at: .paymentMethods, Self.cards(of: customer, expand: expand),
            deadline: deadline)
    }

    /// Of a card that a browser gave to Stripe: `tok_...`, good for once.
    package func createPaymentMethod(
        fromToken token: String, holderName: String? = nil, idempotencyKey: String, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<PaymentMethod> {
        try await createPaymentMethod(
            card: ["token": .text(token)], holderName: holderName, idempotencyKey: idempotencyKey,
            deadline: deadline)
    }

    /// Of a card's own details, which an account must be let do by Stripe: see `StripeRefusal.isRawCardRefused`. They
    /// go into this one form; no failure, attempt or print of a request holds any of it.
    ///
    /// - Parameter expMonth: 1 to 12. `expYear` has four digits.
    package func createPaymentMethod(
        fromCard number: CardNumber, expMonth: Int, expYear: Int, code: CardCode?, holderName: String?,
        idempotencyKey: String, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<PaymentMethod> {
        var card: FormFields = [
            "number": .text(number.revealedForStripe()), "exp_month": .integer(Int64(expMonth)),
            "exp_year": .integer(Int64(expYear)),
        ]
        card.add("cvc", code.map { .text($0.revealedForStripe()) })
        return try await createPaymentMethod(
            card: card, holderName: holderName, idempotencyKey: idempotencyKey, deadline: deadline)
    }

    private func createPaymentMethod(
        card: FormFields, holderName: String?, idempotencyKey: String, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<PaymentMethod> {
        var form: FormFields = ["type": "card", "card": .fields(card)]
        form.add("billing_details", holderName.map { ["name": .text($0)] })
        return try await post(
            .paymentMethods, form: form, idempotencyKey: idempotencyKey, deadline: deadline)
    }

    package func retrievePaymentMethod(
        _ id: PaymentMethodID, expand: [String] = [], deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<PaymentMethod> {
        let path = StripeEndpoint.paymentMethod.path(id)
        return try await get(
            .paymentMethod, path: path, query: ["expand": .list(expand.map { .text($0) })], deadline: deadline
        )
    }

    /// Only while it is attached to a customer.
    package func updatePaymentMethod(
        _ id: PaymentMethodID, _ fields: FormFields, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<PaymentMethod> {
        let path = StripeEndpoint.paymentMethod.path(id)
        return try await post(
            .paymentMethod, path: path, form: fields, idempotencyKey: nil, deadline: deadline)
    }

    /// Saves it for a customer; a card that its bank refuses is refused here.
    package func attachPaymentMethod(
        _ id: PaymentMethodID, to customer: CustomerID, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<PaymentMethod> {
        let path = StripeEndpoint.paymentMethodAttach.path(id)
        return try await post(
            .paymentMethodAttach, path: path, form: ["customer": .text(customer.text)], idempotencyKey: nil,
            deadline: deadline)
    }

    /// Takes it from its customer. It can never be used again.
    package func detachPaymentMethod(
        _ id: PaymentMethodID, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<PaymentMethod> {
        let path = StripeEndpoint.paymentMethodDetach.path(id)
        return try await post(
            .paymentMethodDetach, path: path, form: [:], idempotencyKey: nil, deadline: deadline)
    }

    private static func cards(of customer: CustomerID, expand: [String]) -> FormFields {
        ["customer": .text(customer.text), "type": "card", "expand": .list(expand.map { .text($0) })]
    }
}

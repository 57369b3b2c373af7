// Under the payment door: what another service told of a payment, beside the payment itself.

/// A payment that no booking of this shop stands on: another service has it authorized, and says when it is to be
/// collected or given back.
package struct ServicePayment: Sendable, Equatable {
    package let paymentID: Int64
    /// What callers know it by: `pay_` and 24 digits.
    package let name: String
    /// What the card was authorized by, or is to be: an intent, a charge, a payment method or a card token of Stripe's.
    package let token: String
    package let email: String?
    package let description: String?
    /// What the payer owes in the end, in minor units; nil while nobody has said so. The payment is moved until it
    /// says the same.
    package var owedAmount: Int64?

    package init(
        paymentID: Int64, name: String, token: String, email: String?, description: String?,
        owedAmount: Int64? = nil
    ) {
        self.paymentID = paymentID
        self.name = name
        self.token = token
        self.email = email
        self.description = description
        self.owedAmount = owedAmount
    }

    /// What was collected and is neither given back nor on its way back, in minor units.
    package func refundable(_ payment: Payment) -> Int64 {
        let captured = payment.capturedAmount ?? 0
        return max(0, min(captured - payment.refundAmount, owedAmount ?? captured))
    }
}

/// Which of them a list has; nil leaves a field open.
package struct ServicePaymentFilter: Sendable, Equatable {
    package var email: String?
    package var status: PaymentStatus?

    package init(email: String? = nil, status: PaymentStatus? = nil) {
        self.email = email
        self.status = status
    }
}

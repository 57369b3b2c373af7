// On the way of another service's request: Stripe's own objects of a payment, for callers that read them.
package import Basics
internal import PaymentRules
internal import Store
internal import StripeClient

extension ServicePayments {
    /// The name of the payment whose hold or collection is this charge of Stripe's.
    package func name(ofCharge charge: ChargeID) async throws(BookingFailure) -> String {
        try await storing { [database] in
            let service = try await database.read { tx in try await tx.servicePayment(ofCharge: charge.text) }
            guard let service else { throw Self.notFound }
            return service.name
        }
    }

    /// A payment's Charge as it is at Stripe, byte for byte.
    package func originalCharge(ofPayment name: String) async throws(BookingFailure) -> [UInt8] {
        guard let id = try await payment(named: name).payment.charge.flatMap(ChargeID.init) else {
            throw Self.notFound
        }
        return try await original { [stripe] () async throws(StripeFailure) in
            Array(try await stripe.retrieveCharge(id, deadline: stripe.deadline()).object.body)
        }
    }

    /// A payment's newest Refund as it is at Stripe, byte for byte.
    package func originalRefund(ofPayment name: String) async throws(BookingFailure) -> [UInt8] {
        guard let intent = try await payment(named: name).payment.intent else { throw Self.notFound }
        let newest = try await original { [stripe] () async throws(StripeFailure) -> [UInt8]? in
            for try await refund in stripe.refunds(of: intent, deadline: stripe.deadline()) {
                return Array(refund.body)
            }
            return nil
        }
        guard let newest else { throw Self.notFound }
        return newest
    }

    private func original<Value>(
        _ ask: () async throws(StripeFailure) -> Value
    ) async throws(BookingFailure) -> Value {
        do throws(StripeFailure) {
            return try await ask()
        } catch {
            throw .stripe(LessonFailure(error))
        }
    }
}

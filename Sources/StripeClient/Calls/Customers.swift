// On the way to Stripe: docs.stripe.com/api/customers.
package import Basics

extension StripeClient {
    package func createCustomer(
        _ fields: FormFields, idempotencyKey: String? = nil, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<Customer> {
        try await post(.customers, form: fields, idempotencyKey: idempotencyKey, deadline: deadline)
    }

    /// Of a deleted one, little more than that it is.
    package func retrieveCustomer(
        _ id: CustomerID, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<Customer> {
        try await get(.customer, path: StripeEndpoint.customer.path(id), deadline: deadline)
    }

    /// Fields that are left out stay as they are; metadata is merged.
    package func updateCustomer(
        _ id: CustomerID, _ fields: FormFields, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<Customer> {
        let path = StripeEndpoint.customer.path(id)
        return try await post(.customer, path: path, form: fields, idempotencyKey: nil, deadline: deadline)
    }

    /// For ever, and the customer's cards with it.
    package func deleteCustomer(
        _ id: CustomerID, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<Customer> {
        try await delete(.customer, path: StripeEndpoint.customer.path(id), deadline: deadline)
    }

    /// The customers with exactly this address, in this spelling; the newest first. Unlike Search, a list knows of a
    /// customer from the moment it is made.
    package func customers(withEmail email: String, deadline: Deadline) -> StripeElements<Customer> {
        list(Customer.self, at: .customers, ["email": .text(email)], deadline: deadline)
    }
}

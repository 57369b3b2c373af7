// On the way of another service's request: the payments that it tells of, one value a loop.
internal import Basics
package import PaymentRules
internal import Store
internal import StripeClient

/// Payments that another service has authorized, collects and gives back. One call of a method is one request.
package struct ServicePayments: Sendable {
    let database: any Database
    let stripe: StripeClient
    let movements: Movements
    let clock: WallClock
    let random: RandomBytes

    var requests: KeyedRequests { KeyedRequests(movements: movements) }
}

/// A payment with what its service told of it, and what came of the request.
package struct ServiceAnswer: Sendable {
    package let payment: Payment
    package let service: ServicePayment
    package let result: MovementResult
}

/// A request, and how its answer is written.
package struct ServiceRequest: Sendable {
    package let identity: RequestIdentity
    package let render: @Sendable (ServiceAnswer) -> KeptAnswer

    package init(_ identity: RequestIdentity, render: @escaping @Sendable (ServiceAnswer) -> KeptAnswer) {
        self.identity = identity
        self.render = render
    }

    var caller: String { identity.caller }
}

// MARK: Reading

extension ServicePayments {
    package func payment(named name: String) async throws(BookingFailure) -> ServiceAnswer {
        try await storing { [self] in
            try await database.read { tx in
                guard let service = try await tx.servicePayment(named: name) else { throw Self.notFound }
                return try await view(service.paymentID, .done, in: tx)
            }
        }
    }

    /// By its number here, as the desk knows it.
    package func payment(_ id: Int64) async throws(BookingFailure) -> ServiceAnswer {
        try await storing { [self] in
            try await database.read { tx in
                guard try await tx.servicePayment(id) != nil else { throw Self.notFound }
                return try await view(id, .done, in: tx)
            }
        }
    }

    /// The newest first, those behind the cursor.
    package func payments(
        _ filter: ServicePaymentFilter, after cursor: Int64?, limit: Int64
    ) async throws(BookingFailure) -> [ServiceAnswer] {
        try await storing { [self] in
            try await database.read { tx in
                try await tx.servicePayments(filter, after: cursor, limit: limit)
                    .map { ServiceAnswer(payment: $1, service: $0, result: .done) }
            }
        }
    }

    static let notFound = BookingFailure.notFound("payment")

    /// As it stands written.
    func view(
        _ id: Int64, _ result: MovementResult, in tx: any Transaction
    ) async throws -> ServiceAnswer {
        guard let payment = try await tx.payment(id), let service = try await tx.servicePayment(id) else {
            throw StoreFailure.malformed("payment \(id) is gone")
        }
        return ServiceAnswer(payment: payment, service: service, result: result)
    }

    func answer(to request: ServiceRequest) -> KeyedRequests.Answer {
        { [self] tx, payment, result in request.render(try await view(payment, result, in: tx)) }
    }
}

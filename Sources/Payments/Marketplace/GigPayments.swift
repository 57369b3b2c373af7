// On a marketplace request's way: what was paid for gigs. Nothing here writes, and nothing asks Stripe.
internal import PaymentRules
internal import Store

extension Marketplace {
    /// `GET /api/payments/payments/{id}/`. Another's is answered like none.
    package func payment(
        _ id: Int64, for viewer: BookingViewer
    ) async throws(BookingFailure) -> GigAnswer {
        try await storing { [self] in
            try await database.read { tx in
                guard let booking = try await tx.gigBooking(ofPayment: id), viewer.sees(booking) else {
                    throw Self.noPayment
                }
                return try await view(payment: id, .done, in: tx)
            }
        }
    }

    /// `GET /api/payments/payments/`: the newest first, those behind the cursor, which is a payment's id.
    package func payments(
        for viewer: BookingViewer, after cursor: Int64?, limit: Int64
    ) async throws(BookingFailure) -> [GigAnswer] {
        try await storing { [database] in
            try await database.read { tx in
                try await tx.gigBookings(of: viewer.owner, after: cursor, limit: limit)
                    .map { GigAnswer(booking: $1, payment: $0, result: .done) }
            }
        }
    }
}

extension BookingViewer {
    fileprivate var owner: GigBookingOwner {
        switch self {
        case .everyone: .anyone
        case .student(let id): .student(id)
        case .instructor(let id): .instructor(id)
        }
    }
}

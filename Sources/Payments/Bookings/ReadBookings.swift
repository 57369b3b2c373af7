// On a booking request's way: what stands where. Nothing here writes, and nothing asks Stripe.
package import PaymentRules
internal import Store

/// One step of a payment's story.
package struct ExplainedStep: Sendable {
    package let event: PaymentEvent
    /// What was asked of Stripe for it; nil for what Stripe told of its own accord, or what needed no call.
    package let operation: PaymentRules.Operation?
}

package struct ExplainedPayment: Sendable {
    package let payment: Payment
    package let booking: Booking?
    package let steps: [ExplainedStep]
    /// A move that is under way.
    package let open: PaymentRules.Operation?
}

extension Bookings {
    /// `GET /bookings/{id}`.
    package func booking(
        _ id: Int64, for viewer: BookingViewer
    ) async throws(BookingFailure) -> BookingAnswer {
        try await storing { [self] in
            try await database.read { tx in
                guard let booking = try await tx.booking(id), viewer.sees(booking) else {
                    throw BookingFailure.notFound("booking")
                }
                return try await view(id, .done, in: tx)
            }
        }
    }

    /// `GET /bookings`: the newest first, those behind the cursor; one more than asked for when there are more.
    package func bookings(
        _ filter: BookingFilter, after cursor: Int64?, limit: Int64, for viewer: BookingViewer
    ) async throws(BookingFailure) -> [Booking] {
        var filter = filter
        // What is asked for and what may be seen must be the same: another's bookings are none.
        switch viewer {
        case .everyone: break
        case .student(let id):
            guard filter.student == nil || filter.student == id else { return [] }
            filter.student = id
        case .instructor(let id):
            guard filter.instructor == nil || filter.instructor == id else { return [] }
            filter.instructor = id
        }
        let wanted = filter
        return try await storing { [database] in
            try await database.read { tx in
                try await tx.bookings(wanted, after: cursor, limit: limit + 1)
            }
        }
    }

    /// `GET /bookings/{id}/events`.
    package func events(
        of id: Int64, for viewer: BookingViewer
    ) async throws(BookingFailure) -> (booking: Booking, events: [PaymentEvent]) {
        try await storing { [database] in
            try await database.read { tx in
                guard let booking = try await tx.booking(id), viewer.sees(booking) else {
                    throw BookingFailure.notFound("booking")
                }
                return (booking, try await tx.events(ofBooking: id))
            }
        }
    }

    /// `GET /payments/{id}/explain`: every step with its cause.
    package func explain(
        payment id: Int64, for viewer: BookingViewer
    ) async throws(BookingFailure) -> ExplainedPayment {
        try await storing { [database] in
            try await database.read { tx in
                guard let payment = try await tx.payment(id) else { throw BookingFailure.notFound("payment") }
                var booking: Booking?
                if let bookingID = try await tx.bookingID(ofPayment: id) {
                    booking = try await tx.booking(bookingID)
                }
                guard booking.map(viewer.sees) ?? (viewer == .everyone) else {
                    throw BookingFailure.notFound("payment")
                }
                let operations = try await tx.operations(ofPayment: id)
                let steps = try await tx.events(ofPayment: id).map { event in
                    ExplainedStep(event: event, operation: operations.first { $0.id == event.operationID })
                }
                return ExplainedPayment(
                    payment: payment, booking: booking, steps: steps,
                    open: operations.first { $0.state == .open })
            }
        }
    }
}

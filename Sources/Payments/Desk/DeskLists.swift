// On the way of the desk's lists and of one payment's page: what stands where, with the people in it.
package import PaymentRules
internal import Store

package struct NamedPayment: Sendable {
    package let payment: Payment
    /// nil when who pays is known to another service alone.
    package let student: Student?
}

/// All that is known of one payment.
package struct PaymentRecord: Sendable {
    package let explained: ExplainedPayment
    package let named: NamedPayment
    package let lesson: NamedBooking?
    package let ledger: [LedgerLine]
    /// Of a payment that bought lessons.
    package let package: LessonPackage?
    /// Of a payment of another service.
    package let service: ServicePayment?
    /// Of a gig's payment: what its student asks for and nobody has decided on.
    package let refundRequest: RefundRequest?

    /// Why no refund of it can be made any more, however it stands; nil when one can.
    package var refundRefusal: BookingFailure? {
        explained.steps.map(\.event).haveReturnedRefund ? .refundCameBack : nil
    }
}

extension Bookings {
    /// `GET /admin/bookings`: one more than asked for when there are more.
    package func namedBookings(
        _ filter: BookingFilter, after cursor: Int64?, limit: Int64
    ) async throws(BookingFailure) -> [NamedBooking] {
        try await storing { [database] in
            try await database.read { tx in
                try await tx.named(try await tx.bookings(filter, after: cursor, limit: limit + 1))
            }
        }
    }

    /// nil when there is no such booking.
    package func namedBooking(_ id: Int64) async throws(BookingFailure) -> NamedBooking? {
        try await storing { [database] in
            try await database.read { tx in
                guard let booking = try await tx.booking(id) else { return nil }
                return try await tx.named([booking]).first
            }
        }
    }

    /// nil when there is no such payment.
    package func namedPayment(_ id: Int64) async throws(BookingFailure) -> NamedPayment? {
        try await storing { [database] in
            try await database.read { tx in
                guard let payment = try await tx.payment(id) else { return nil }
                return try await tx.named(payment)
            }
        }
    }

    /// `GET /admin/payments`: the newest first; one more than asked for when there are more.
    package func namedPayments(
        _ filter: PaymentFilter, after cursor: Int64?, limit: Int64
    ) async throws(BookingFailure) -> [NamedPayment] {
        try await storing { [database] in
            try await database.read { tx in
                let payments = try await tx.payments(filter, after: cursor, limit: limit + 1)
                let students = try await tx.students(payments.compactMap(\.studentID))
                return payments.map { payment in
                    NamedPayment(payment: payment, student: payment.studentID.flatMap { students[$0] })
                }
            }
        }
    }

    /// `GET /admin/ledger.csv`: all lines, the oldest first, those behind the cursor.
    package func ledgerLines(
        after cursor: Int64, limit: Int64
    ) async throws(BookingFailure) -> [KeptLedgerLine] {
        try await storing { [database] in
            try await database.read { tx in try await tx.ledgerLines(after: cursor, limit: limit) }
        }
    }

    /// `GET /admin/payments/{id}`.
    package func record(ofPayment id: Int64) async throws(BookingFailure) -> PaymentRecord {
        let explained = try await explain(payment: id, for: .everyone)
        return try await storing { [database] in
            try await database.read { tx in
                var bookings: [Booking] = []
                if let booking = explained.booking { bookings = [booking] }
                let request = try await tx.openRefundRequest(ofPayment: id)
                return PaymentRecord(
                    explained: explained, named: try await tx.named(explained.payment),
                    lesson: try await tx.named(bookings).first,
                    ledger: try await tx.ledgerLines(ofPayment: id),
                    package: try await tx.package(ofPayment: id, origin: .bought),
                    service: try await tx.servicePayment(id),
                    refundRequest: request?.status == .pending ? request : nil)
            }
        }
    }
}

extension Transaction {
    fileprivate func named(_ payment: Payment) async throws -> NamedPayment {
        var who: Student?
        if let id = payment.studentID { who = try await student(id) }
        return NamedPayment(payment: payment, student: who)
    }
}

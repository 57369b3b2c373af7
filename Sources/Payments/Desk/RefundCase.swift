// On the way of the desk's page of a refund request: what a person has to know who decides on it.
internal import Basics
package import PaymentRules
internal import Store

package struct RefundCase: Sendable {
    package let named: NamedRefundRequest
    package let gig: Gig
    package let booking: GigBooking
    package let teacher: Instructor
    /// Who has what of the price, as the ledger says.
    package let split: GigSplit
    /// In minor units; 0 when nothing can be given back.
    package let left: Int64
    /// Why it cannot.
    package let refusal: BookingFailure?
}

extension Marketplace {
    /// `GET /admin/refund-requests/{id}`.
    package func refundCase(_ id: Int64) async throws(BookingFailure) -> RefundCase {
        try await storing { [database] in
            try await database.read { tx in
                guard let request = try await tx.refundRequest(id) else { throw Self.noRefundRequest }
                let named = try await tx.named(request)
                let payment = named.payment
                guard let booking = try await tx.gigBooking(ofPayment: payment.id),
                    let gig = try await tx.gig(booking.gigID),
                    let teacher = try await tx.instructor(booking.instructorID)
                else { throw StoreFailure.malformed("refund request \(id) is of no gig") }
                let split = GigSplit(
                    paid: (payment.capturedAmount ?? 0) - payment.refundAmount,
                    teacher: try await tx.balance(of: .teacherBalances, payment: payment.id),
                    stripeFee: try await tx.balance(of: .stripeFees, payment: payment.id))
                let events = try await tx.events(ofPayment: payment.id)
                var (left, refusal): (Int64, BookingFailure?) = (0, nil)
                do throws(BookingFailure) {
                    left = try booking.approvable(payment)
                    guard !events.haveReturnedRefund else { throw .refundCameBack }
                } catch {
                    refusal = error
                }
                return RefundCase(
                    named: named, gig: gig, booking: booking, teacher: teacher, split: split, left: left,
                    refusal: refusal)
            }
        }
    }

    /// `GET /admin/refund-requests`: the newest first; one more than asked for when there are more.
    package func refundCases(
        _ status: RefundRequest.Status?, after cursor: Int64?, limit: Int64
    ) async throws(BookingFailure) -> [NamedRefundRequest] {
        try await storing { [database] in
            try await database.read { tx in
                try await tx.namedRequests(
                    RefundRequestFilter(status: status), after: cursor, limit: limit + 1)
            }
        }
    }
}

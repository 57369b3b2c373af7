// On a booking request's way: the lessons of a package that nobody took are paid back.
internal import Basics
internal import PaymentRules
internal import Store

extension Bookings {
    /// `POST /packages/{id}/refund`: the prices of the unused lessons, together; the wallet is empty then. The first
    /// lessons of a package bear the cents that cannot be shared out, so the last ones are what goes back.
    ///
    /// The lessons are taken out before Stripe is asked, so that nobody takes one whose money is on its way. They come
    /// back once it is certain that the money stays: see `Recorder.returnLessons`.
    package func refundPackage(
        _ id: Int64, _ request: CallerRequest
    ) async throws(BookingFailure) -> KeptAnswer {
        if let kept = try await answerKept(for: request) { return kept }
        return try await perform(request) { [self] tx in
            guard let known = try await tx.package(id), case .everyone = request.viewer else {
                throw BookingFailure.notFound("package")
            }
            guard known.origin == .bought, let bookingID = try await tx.bookingID(ofPayment: known.paymentID)
            else {
                throw BookingFailure.conflict(
                    code: "credit_not_refundable",
                    "This lesson is credit for a cancelled one: it can be taken, not paid out.")
            }
            _ = try await tx.lockBooking(bookingID)
            let payment = try await tx.lockPayment(known.paymentID)
            guard let payment, let package = try await tx.lockPackage(id) else {
                throw StoreFailure.malformed("package \(id) has no payment")
            }
            guard payment.status == .captured, package.lessonsLeft > 0 else {
                throw BookingFailure.conflict(
                    code: "nothing_to_refund", "No lesson of this package is both paid for and unused.")
            }
            guard try await tx.openOperation(ofPayment: payment.id) == nil else {
                throw BookingFailure.conflict(
                    code: "payment_busy",
                    "Money of this package is being moved just now: try again in a moment.")
            }
            let price = PackagePrice(amount: package.amount, lessons: package.lessonsCount)
            let unused = price?.refund(afterLessons: package.lessonsCount - package.lessonsLeft) ?? 0
            let left = (payment.capturedAmount ?? 0) - payment.refundAmount
            try await tx.setLessonsLeft(0, ofPackage: id)
            let refund = try await movements.begin(
                .refund, payment, amount: min(unused, left), lessonsCount: package.lessonsLeft,
                cause: "\(package.lessonsLeft) unused lessons, asked for by \(request.caller)", in: tx)
            return Begun(subject: bookingID, operation: refund.id)
        }
    }
}

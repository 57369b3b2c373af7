// On the way of the desk's first page: what staff has to know of today. Nothing here writes, and nothing asks Stripe.
internal import Basics
package import PaymentRules
internal import Store

/// A booking with the people in it.
package struct NamedBooking: Sendable {
    package let booking: Booking
    package let student: Student
    package let instructor: Instructor
}

/// A hold that ends, with its lesson; nil for one of another service.
package struct EndingHold: Sendable {
    package let payment: Payment
    package let booking: NamedBooking?
}

package struct NamedRefundRequest: Sendable {
    package let request: RefundRequest
    package let payment: Payment
    package let student: Student
}

package struct Today: Sendable {
    /// In the order of time: those that began lately, and those that begin soon.
    package let lessons: [NamedBooking]
    /// The nearest end first.
    package let holds: [EndingHold]
    /// Lessons to come whose card was refused, the newest booking first.
    package let failedCards: [NamedBooking]
    /// Those that nobody has decided on, the newest first.
    package let refundRequests: [NamedRefundRequest]

    /// Lessons that began so long ago are yesterday's.
    package static let secondsBack: Int64 = 12 * 3600
    package static let secondsAhead: Int64 = 24 * 3600
    /// Holds that end within these are told.
    package static let holdSecondsAhead: Int64 = 2 * 86_400
    /// Of each list: a page is for people to read.
    package static let rowsMax: Int64 = 200
}

extension Bookings {
    /// `GET /admin`.
    package func today() async throws(BookingFailure) -> Today {
        let now = clock.nowSeconds
        return try await storing { [database] in
            try await database.read { tx in
                var window = BookingFilter()
                window.status = .scheduled
                window.from = now - Today.secondsBack
                window.to = now + Today.secondsAhead
                var failed = BookingFilter()
                failed.status = .scheduled
                failed.paymentStatus = .failed
                let lessons = try await tx.bookings(window, after: nil, limit: Today.rowsMax)
                let refused = try await tx.bookings(failed, after: nil, limit: Today.rowsMax)
                return Today(
                    lessons: try await tx.named(lessons.reversed()),
                    holds: try await tx.holds(endingBefore: now + Today.holdSecondsAhead),
                    failedCards: try await tx.named(refused),
                    refundRequests: try await tx.namedRequests(
                        RefundRequestFilter(status: .pending), after: nil, limit: Today.rowsMax))
            }
        }
    }
}

extension Transaction {
    /// Each with the people in it, who are read together however many lessons there are.
    func named(_ bookings: [Booking]) async throws -> [NamedBooking] {
        let students = try await students(bookings.map(\.studentID))
        let instructors = try await instructors(bookings.map(\.instructorID))
        var named: [NamedBooking] = []
        for booking in bookings {
            guard let student = students[booking.studentID],
                let instructor = instructors[booking.instructorID]
            else { throw StoreFailure.malformed("booking \(booking.id) lacks its student or instructor") }
            named.append(NamedBooking(booking: booking, student: student, instructor: instructor))
        }
        return named
    }

    func holds(endingBefore end: Int64) async throws -> [EndingHold] {
        let payments = try await paymentsHeld(endingBefore: end, after: nil, limit: Today.rowsMax)
        var lessons: [Int64: NamedBooking] = [:]
        for lesson in try await named(try await bookings(ofPayments: payments.map(\.id))) {
            if let payment = lesson.booking.paymentID { lessons[payment] = lesson }
        }
        return payments.map { EndingHold(payment: $0, booking: lessons[$0.id]) }
    }

    func namedRequests(
        _ filter: RefundRequestFilter, after cursor: Int64?, limit: Int64
    ) async throws -> [NamedRefundRequest] {
        var requests: [NamedRefundRequest] = []
        for request in try await refundRequests(filter, after: cursor, limit: limit) {
            requests.append(try await named(request))
        }
        return requests
    }

    func named(_ request: RefundRequest) async throws -> NamedRefundRequest {
        guard let payment = try await payment(request.paymentID),
            let student = try await student(request.studentID)
        else { throw StoreFailure.malformed("refund request \(request.id) lacks its payment or student") }
        return NamedRefundRequest(request: request, payment: payment, student: student)
    }
}

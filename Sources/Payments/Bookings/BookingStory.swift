// On the way to the student: a booking as its page tells it, in the time and the words of the student.
package import Basics
package import PaymentRules
internal import Store

/// What whoever has a booking's link may read of it.
package struct BookingStory: Sendable {
    /// One line of what happened, or of what is to come.
    package struct Step: Sendable, Equatable {
        /// In Unix seconds.
        package let at: Int64
        /// By the clock on the student's wall: `Saturday, November 21, 2026, 3:00 PM`
        package let when: String
        package let text: String
        package let isAhead: Bool
    }

    package let booking: Booking
    /// At Stripe; whose account page takes another card.
    package let customer: CustomerID?
    package let instructor: String
    /// `Saturday, November 21, 2026`
    package let date: String
    /// `3:00 PM to 4:00 PM (America/New_York, UTC-05:00)`
    package let time: String
    /// Whose clock the steps go by: `America/New_York`
    package let zone: String
    /// What the policy promises to who cancels early.
    package let freeCancel: String
    /// In the order of time.
    package let steps: [Step]
    /// When the card is asked again for a hold, or for the first time; nil when it is not going to be.
    package let holdDue: String?
}

extension Bookings {
    /// `GET /bookings/{id}/status`: for who has the link, so nobody is asked who they are.
    package func story(of id: Int64) async throws(BookingFailure) -> BookingStory {
        let now = clock.nowSeconds
        return try await storing { [database] in
            try await database.read { tx in
                guard let booking = try await tx.booking(id) else { throw BookingFailure.notFound("booking") }
                guard let student = try await tx.student(booking.studentID),
                    let instructor = try await tx.instructor(booking.instructorID)
                else { throw StoreFailure.malformed("booking \(id) lacks its student or instructor") }
                var payment: Payment?
                if let paymentID = booking.paymentID { payment = try await tx.payment(paymentID) }
                let time = LessonTime(zoneNamed: student.timeZone)
                let steps = StorySteps(
                    booking: booking, instructor: instructor.name, payment: payment, time: time, now: now)
                return BookingStory(
                    booking: booking, customer: student.customer, instructor: instructor.name,
                    date: time.date(booking.startsAt), time: time.span(booking.startsAt, booking.endsAt),
                    zone: time.zoneName, freeCancel: try await tx.policy(of: booking).freeCancelSentence,
                    steps: steps.all(try await tx.events(ofBooking: id)),
                    holdDue: steps.holdDueAt.map { "\(time.date($0)), \(time.moment($0))" })
            }
        }
    }
}

/// Puts what happened and what is to come in one order.
private struct StorySteps {
    let booking: Booking
    let instructor: String
    let payment: Payment?
    let time: LessonTime
    let now: Int64

    func all(_ events: [PaymentEvent]) -> [BookingStory.Step] {
        let told = events.compactMap { event in
            event.sentence(in: booking.currency).map { step(event.createdAt, $0) }
        }
        // By their place too, because what happens within a second has an order as well.
        return (told + planned).enumerated().sorted {
            ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
        }.map(\.element)
    }

    /// nil when no hold is wanted any more.
    var holdDueAt: Int64? {
        guard booking.status == .scheduled, booking.standing.status != .authorized else { return nil }
        return payment?.holdDueAt
    }

    private var planned: [BookingStory.Step] {
        var steps: [BookingStory.Step] = []
        if let holdDueAt { steps.append(step(holdDueAt, "\(amount) is to be reserved on your card")) }
        // A lesson that was called taught before its time is not to come any more.
        if booking.status == .scheduled || (booking.status == .completed && booking.startsAt <= now) {
            steps.append(step(booking.startsAt, "Your lesson with \(instructor)"))
        }
        if booking.status == .scheduled, booking.standing.status == .authorized {
            steps.append(
                step(
                    booking.endsAt + ExpiringHold.captureGraceSeconds,
                    "\(amount) is to be charged, once the lesson was taught"))
        }
        return steps
    }

    private func step(_ at: Int64, _ text: String) -> BookingStory.Step {
        BookingStory.Step(
            at: at, when: "\(time.date(at)), \(time.clock(at))", text: text, isAhead: at > now)
    }

    private var amount: String {
        Money(
            minorUnits: booking.standing.authorizedAmount ?? booking.amount, currency: booking.currency
        ).displayText
    }
}

extension PaymentEvent {
    /// In plain words; nil for what is of the shop's concern alone.
    fileprivate func sentence(in currency: Currency) -> String? {
        let amount = amount.map { Money(minorUnits: $0, currency: currency).displayText } ?? "The amount"
        return switch type {
        case .booked: "Lesson booked"
        case .authorized: "\(amount) reserved on your card"
        case .authorizationFailed: "Your card did not allow \(amount) to be reserved"
        case .authorizationRenewed: "\(amount) reserved on your card anew, in place of the earlier hold"
        case .authorizationExpired: "The hold on your card ended: nothing was charged"
        case .captured: "\(amount) charged to your card"
        case .captureFailed: "The charge did not go through"
        case .released: "The hold on your card was released: nothing was charged"
        case .charged: "\(amount) charged to your card for your package of lessons"
        case .chargeFailed: "Your card did not allow \(amount) to be charged"
        case .refunded: "\(amount) refunded to your card"
        case .refundFailed: "A refund did not reach your card: the shop looks after it"
        case .disputeOpened: "Your bank disputes the payment"
        case .disputeWon, .disputeLost: "The dispute about the payment is over"
        case .completed: "Lesson completed"
        case .cancelled: "Lesson cancelled"
        case .noShow: "Lesson missed"
        case .rescheduled: "Lesson moved to another time"
        case .slotFreed: "The lesson's time was given to others, because no card held its price"
        case .creditGiven: "A lesson was added to your package instead"
        case .lessonReturned: "The lesson went back into your package"
        // No booking of a lesson's time has the last five.
        case .authorizationTried, .captureTried, .staffNeeded, .gigConfirmed, .gigDeclined, .gigStarted,
            .gigExpired, .splitChanged:
            nil
        }
    }
}

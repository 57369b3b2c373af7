// On a mail's way: from what the outbox owes to who gets it and what it says.
internal import Basics
internal import PaymentRules
internal import Store

/// Reads what a mail speaks of, as it stands when it is sent, and not when it became due.
struct MailDesk: Sendable {
    let links: BookingLinks
    /// nil has staff read the log.
    let staff: MailAddress?

    enum Letter: Sendable {
        case to(MailAddress, MailContent)
        /// For staff who have no address.
        case logOnly
    }

    /// - Throws: `MailFailure.never` when there is nobody to write to or nothing to say; else a `StoreFailure`.
    func letter(for mail: OutboxEntry, in tx: any Transaction) async throws -> Letter {
        guard let template = MailTemplate(rawValue: mail.template) else {
            throw MailFailure.never("there is no text \(mail.template)")
        }
        var payment: Payment?
        if let id = mail.paymentID { payment = try await tx.payment(id) }
        var booking: Booking?
        if let id = mail.bookingID { booking = try await tx.booking(id) }
        guard let currency = payment?.currency ?? booking?.currency else {
            throw MailFailure.never("it is about no booking and no payment")
        }
        // Of another service's payment nobody is known here.
        var student: Student?
        if let id = booking?.studentID ?? payment?.studentID { student = try await tx.student(id) }

        var instructor: Instructor?
        var gig: MailFacts.Gig?
        if let id = payment?.id, payment?.kind == .gig { (gig, instructor) = try await self.gig(id, in: tx) }
        let reader = mail.recipient == "instructor" ? instructor?.timeZone : student?.timeZone
        var facts = MailFacts(
            gig: gig,
            payment: payment?.id,
            amount: Money(
                minorUnits: mail.amount ?? payment?.amount ?? booking?.amount ?? 0, currency: currency),
            holdEndsAt: payment?.authorizationExpiresAt,
            time: LessonTime(zoneNamed: reader ?? "UTC"))
        if let booking {
            instructor = try await tx.instructor(booking.instructorID)
            facts.lesson = try await lesson(booking, instructor, in: tx)
        }
        if let payment {
            facts.storyLink = "\(links.origin)/payments/\(payment.id)/explain"
            if payment.kind == .package {
                facts.lessonsCount = try await tx.package(ofPayment: payment.id, origin: .bought)?
                    .lessonsCount
            }
        }
        guard let recipient = try recipient(of: mail, student, instructor) else { return .logOnly }
        return .to(recipient, template.content(facts))
    }

    private func gig(
        _ payment: Int64, in tx: any Transaction
    ) async throws -> (MailFacts.Gig, Instructor) {
        guard let booking = try await tx.gigBooking(ofPayment: payment),
            let gig = try await tx.gig(booking.gigID),
            let teacher = try await tx.instructor(booking.instructorID)
        else { throw StoreFailure.malformed("payment \(payment) is of no gig") }
        let facts = MailFacts.Gig(
            title: gig.title, teacher: teacher.name, booking: booking.id, confirmBy: booking.confirmBy)
        return (facts, teacher)
    }

    private func lesson(
        _ booking: Booking, _ instructor: Instructor?, in tx: any Transaction
    ) async throws -> MailFacts.Lesson {
        guard let instructor else {
            throw StoreFailure.malformed("booking \(booking.id) has no instructor")
        }
        let policy = try await tx.policy(of: booking)
        return MailFacts.Lesson(
            booking: booking.id, instructor: instructor.name, startsAt: booking.startsAt,
            endsAt: booking.endsAt, freeCancel: policy.freeCancelSentence,
            statusLink: links.status(of: booking.id), ratingLink: links.rating(of: booking.id))
    }

    /// - Returns: nil for staff without an address.
    private func recipient(
        of mail: OutboxEntry, _ student: Student?, _ instructor: Instructor?
    ) throws(MailFailure) -> MailAddress? {
        let address: MailAddress?
        switch mail.recipient {
        case "student": address = student.flatMap { MailAddress(name: $0.name, address: $0.email) }
        case "instructor": address = instructor.flatMap { MailAddress(name: $0.name, address: $0.email) }
        case "staff": return staff
        default: address = nil
        }
        guard let address else { throw .never("the \(mail.recipient) has no address that a mail can go to") }
        return address
    }
}

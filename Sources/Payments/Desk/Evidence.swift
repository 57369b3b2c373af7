// On the way of a dispute's evidence: all that the database has of one payment. Nothing here writes, or asks Stripe.
internal import Basics
package import PaymentRules
internal import Store

/// A mail about a payment: what it was, to whom, and what became of it.
package struct EvidenceMail: Sendable {
    package let template: String
    /// `student`, `instructor`
    package let recipient: String
    package let owedAt: Int64
    package let sentAt: Int64?
    /// nil also when it was sent before that was kept.
    package let sentTo: String?
    /// As it was sent, without its links' addresses.
    package let text: String?
    package let gaveUpAt: Int64?
}

/// A gig that a payment is for.
package struct EvidenceGig: Sendable {
    package let booking: GigBooking
    package let gig: Gig
    package let teacher: Instructor
}

package struct Evidence: Sendable {
    package let record: PaymentRecord
    package let gig: EvidenceGig?
    /// Under which the lesson was booked, as it was then.
    package let policy: Policy?
    /// That policy's text as it is kept.
    package let policyDocument: String?
    /// The oldest first.
    package let mails: [EvidenceMail]
    /// What was asked of Stripe, in order.
    package let operations: [PaymentRules.Operation]
    /// nil unless the card was saved with the marketplace: of others Stripe alone knows the digits.
    package let card: SavedCard?
}

extension Bookings {
    /// `GET /admin/payments/{id}/evidence.txt` and `.json`.
    package func evidence(ofPayment id: Int64) async throws(BookingFailure) -> Evidence {
        let record = try await record(ofPayment: id)
        return try await storing { [database] in
            try await database.read { tx in
                let payment = record.explained.payment
                let gig = payment.kind == .gig ? try await tx.gigEvidence(ofPayment: id) : nil
                var (policy, document): (Policy?, String?)
                if let booking = record.lesson?.booking {
                    policy = try await tx.policy(of: booking)
                    document = try await tx.policyDocument(booking.policyHash)
                }
                var card: SavedCard?
                if let method = payment.card, let student = payment.studentID {
                    card = try await tx.savedCard(method, of: student)
                }
                return Evidence(
                    record: record, gig: gig, policy: policy, policyDocument: document,
                    mails: try await tx.mails(about: record),
                    operations: try await tx.operations(ofPayment: id), card: card)
            }
        }
    }
}

extension Transaction {
    fileprivate func gigEvidence(ofPayment id: Int64) async throws -> EvidenceGig {
        guard let booking = try await gigBooking(ofPayment: id), let gig = try await gig(booking.gigID),
            let teacher = try await instructor(booking.instructorID)
        else { throw StoreFailure.malformed("payment \(id) is of no gig") }
        return EvidenceGig(booking: booking, gig: gig, teacher: teacher)
    }

    /// Each mail tells an event, and is found by that: there are a hundred mails to one of a payment's.
    fileprivate func mails(about record: PaymentRecord) async throws -> [EvidenceMail] {
        let payment = record.explained.payment.id
        var mails: [EvidenceMail] = []
        for step in record.explained.steps {
            let facts = MailTemplate.allCases.map { "\($0.rawValue):\(payment):\(step.event.id)" }
            mails += try await self.mails(ofFacts: facts).map { mail in
                EvidenceMail(
                    template: mail.entry.template, recipient: mail.entry.recipient,
                    owedAt: mail.entry.createdAt, sentAt: mail.sentAt, sentTo: mail.sent?.to,
                    text: mail.sent?.text, gaveUpAt: mail.gaveUpAt)
            }
        }
        return mails
    }
}

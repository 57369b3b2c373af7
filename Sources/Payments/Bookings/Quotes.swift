// On a booking request's way: what cancelling now would cost, and a promise that it will cost just that.
internal import Basics
package import PaymentRules
internal import Store

/// What a cancel would come to.
package struct CancelQuote: Sendable {
    package let booking: Booking
    package let party: BookingParty
    package let terms: Settlement
    /// Makes the cancel do exactly this.
    package let token: String
    /// Of the student and of the instructor, by their IANA names.
    package let timeZones: (student: String, instructor: String)
}

extension Bookings {
    /// `POST /bookings/{id}/quotes`.
    package func quote(
        _ id: Int64, by party: BookingParty, for viewer: BookingViewer
    ) async throws(BookingFailure) -> CancelQuote {
        let now = clock.nowSeconds
        return try await storing { [self] in
            try await database.read { tx in
                let (booking, payment, policy) = try await read(id, for: .cancel, by: viewer, in: tx)
                let terms = settlement(of: .cancelled(by: party), booking, payment, policy, at: now)
                let student = try await tx.student(booking.studentID)
                let instructor = try await tx.instructor(booking.instructorID)
                return CancelQuote(
                    booking: booking, party: party, terms: terms,
                    token: token(terms, booking, by: party),
                    timeZones: (student?.timeZone ?? "UTC", instructor?.timeZone ?? "UTC"))
            }
        }
    }

    /// What a no-show would come to, whoever it was. Time changes nothing about it, so nothing need be promised.
    package func noShowTerms(
        _ id: Int64
    ) async throws(BookingFailure) -> (booking: Booking, terms: [BookingParty: Settlement]) {
        let now = clock.nowSeconds
        return try await storing { [self] in
            try await database.read { tx in
                let (booking, payment, policy) = try await read(id, for: .noShow, by: .everyone, in: tx)
                let terms = BookingParty.allCases.map { party in
                    (party, settlement(of: .noShow(of: party), booking, payment, policy, at: now))
                }
                return (booking, Dictionary(uniqueKeysWithValues: terms))
            }
        }
    }

    /// The booking, if the viewer sees it and the action may be done, with what its terms are made of.
    private func read(
        _ id: Int64, for action: BookingAction, by viewer: BookingViewer, in tx: any Transaction
    ) async throws -> (booking: Booking, payment: Payment?, policy: Policy) {
        guard let booking = try await tx.booking(id), viewer.sees(booking) else {
            throw BookingFailure.notFound("booking")
        }
        if let refusal = BookingActions.refusal(
            of: action, booking: booking.status, payment: booking.standing.status)
        {
            throw BookingFailure.refused(refusal)
        }
        var payment: Payment?
        if let paymentID = booking.paymentID { payment = try await tx.payment(paymentID) }
        return (booking, payment, try await tx.policy(of: booking))
    }

    /// `q1.<revision>.<party>.<keep>.<credit>.<give back>.<valid until>.<signature>`
    private func token(_ terms: Settlement, _ booking: Booking, by party: BookingParty) -> String {
        let until = terms.validUntil.map { String($0) } ?? "-"
        let text =
            "q1.\(booking.revision).\(party.rawValue).\(terms.keep).\(terms.credit).\(terms.giveBack).\(until)"
        return "\(text).\(signature(text, booking.id))"
    }

    private func signature(_ text: String, _ booking: Int64) -> String {
        LinkSignature.make("quote", "\(booking).\(text)", secret: linkSecret)
    }

    /// The terms that a token promised.
    func promised(
        by token: String, _ booking: Booking, _ party: BookingParty, at now: Int64
    ) throws(BookingFailure) -> Settlement {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 8, parts[0] == "q1", parts[2] == party.rawValue,
            LinkSignature.isSame(parts[7], signature(parts[..<7].joined(separator: "."), booking.id)),
            let revision = Int64(parts[1]), let keep = Int64(parts[3]), let credit = Int64(parts[4]),
            let giveBack = Int64(parts[5])
        else {
            throw .invalid(
                field: "quote", code: "quote_invalid", "This is no quote for this cancel: ask for a new one.")
        }
        let until = Int64(parts[6])
        guard revision == booking.revision, until.map({ now <= $0 }) ?? true else {
            throw .conflict(
                code: "quote_expired",
                "The quote does not hold any more: ask for a new one. Nothing was done.")
        }
        return Settlement(keep: keep, credit: credit, giveBack: giveBack, validUntil: until)
    }
}

/// What only this house can have written: tokens of quotes, and links in mails that ask for no login.
enum LinkSignature {
    /// - Parameter purpose: keeps a signature made for one thing from standing for another.
    static func make(_ purpose: String, _ text: String, secret: Secret) -> String {
        let code = Digest.hmacSHA256(key: Array(secret.reveal().utf8), Array("\(purpose):\(text)".utf8))
        return Hex.encode(code ?? [])
    }

    /// In constant time.
    static func isSame(_ given: String, _ wanted: String) -> Bool {
        !wanted.isEmpty && Digest.isSame(Array(given.utf8), Array(wanted.utf8))
    }
}

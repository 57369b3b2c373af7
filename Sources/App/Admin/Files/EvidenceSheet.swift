// On an answer's way: what a bank is shown that disputes a payment. Facts of the database, and what it does not know.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

extension AdminDoor {
    /// `GET /admin/payments/:id/evidence.txt`
    @Sendable func evidenceText(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let (id, sheet) = try await evidence(request)
        return Self.file(
            "payment-\(id)-evidence.txt", FieldValue(constant: "text/plain; charset=utf-8"), sheet.text)
    }

    /// `GET /admin/payments/:id/evidence.json`
    @Sendable func evidenceJSON(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let (id, sheet) = try await evidence(request)
        return Self.file(
            "payment-\(id)-evidence.json", FieldValue(constant: "application/json"), sheet.json)
    }

    private func evidence(_ request: Request) async throws -> (Int64, FactSheet) {
        let id = try request.recordID(of: "payment")
        return (id, EvidenceSheet(evidence: try await bookings.evidence(ofPayment: id)).sheet)
    }

    private static func file(_ name: String, _ type: FieldValue, _ content: String) -> Response {
        var response = Response(
            .ok,
            fields: [
                .init("Content-Type", type), .init("Cache-Control", FieldValue(constant: "no-store")),
            ], body: Array(content.utf8))
        if let place = FieldValue("attachment; filename=\"\(name)\"") {
            response.add("Content-Disposition", place)
        }
        return response
    }
}

struct EvidenceSheet {
    let evidence: Evidence

    private typealias Fact = FactSheet.Fact

    /// Of the JSON.
    static let schema = FactSheet.schema(
        "Evidence", sections: ["payment", "student", "booking", "attendance", "policy", "gig"],
        lists: ["moves_of_money", "history", "ledger_lines", "mails"])

    private var payment: Payment { evidence.record.explained.payment }
    private var currency: Currency { payment.currency }

    var sheet: FactSheet {
        var sheet = FactSheet("Evidence for payment \(payment.id)")
        sheet.add("payment", paymentFacts)
        if let student = evidence.record.named.student {
            sheet.add(
                "student",
                [
                    Fact("name", .text(student.name)), Fact("email", .text(student.email)),
                    Fact("stripe_customer", FactSheet.Value(student.customer?.text)),
                ])
        }
        if let lesson = evidence.record.lesson { add(lesson, to: &sheet) }
        if let gig = evidence.gig { add(gig, to: &sheet) }
        sheet.add("moves_of_money", each: evidence.operations.map(move))
        sheet.add("history", each: evidence.record.explained.steps.map { event($0.event) })
        sheet.add("ledger_lines", each: evidence.record.ledger.map(line))
        sheet.add("mails", each: evidence.mails.map(mail))
        sheet.notKnown = notKnown
        return sheet
    }

    private var paymentFacts: [Fact] {
        [
            Fact("number", .number(payment.id)), Fact("kind", .text(payment.kind.rawValue)),
            Fact("agreed", .money(payment.amount, currency)), Fact("currency", .text(currency.code)),
            Fact("status", .text(payment.status.rawValue)), Fact("dispute", FactSheet.Value(payment.dispute)),
            Fact("agreed_at", .time(payment.createdAt)),
            Fact("authorized", FactSheet.Value(payment.authorizedAmount, currency)),
            Fact("authorized_at", FactSheet.Value(time: payment.authorizedAt)),
            Fact("captured", FactSheet.Value(payment.capturedAmount, currency)),
            Fact("captured_at", FactSheet.Value(time: payment.capturedAt)),
            Fact("refunded", .money(payment.refundAmount, currency)),
            Fact("stripe_payment_intent", FactSheet.Value(payment.intent?.text)),
            Fact("stripe_charge", FactSheet.Value(payment.charge)),
            Fact("card_brand", evidence.card.map { .text($0.brand) } ?? .unknown),
            Fact("card_last4", evidence.card.map { .text($0.last4) } ?? .unknown),
        ]
    }

    private func add(_ lesson: NamedBooking, to sheet: inout FactSheet) {
        let booking = lesson.booking
        let zone = lesson.instructor.timeZone
        sheet.add(
            "booking",
            [
                Fact("number", .number(booking.id)), Fact("instructor", .text(lesson.instructor.name)),
                Fact("description", .text(booking.description)), Fact("starts_at", .time(booking.startsAt)),
                Fact("starts_at_local", .text("\(TimeZones.localTime(booking.startsAt, in: zone)) \(zone)")),
                Fact("ends_at", .time(booking.endsAt)), Fact("price", .money(booking.amount, currency)),
                Fact("booked_at", .time(booking.createdAt)),
            ])
        sheet.add(
            "attendance",
            [
                Fact("lesson", .text(booking.status.rawValue)),
                Fact("marked_at", FactSheet.Value(time: booking.endedAt)),
                Fact("marked_by", FactSheet.Value(cause(of: .completed, .noShow, .cancelled))),
                Fact("minutes_taught", booking.minutesTaught.map { .number($0) } ?? .unknown),
            ])
        guard let policy = evidence.policy else { return }
        sheet.add(
            "policy",
            [
                Fact("title", .text(policy.title)), Fact("promise", .text(policy.freeCancelSentence)),
                Fact("text", FactSheet.Value(evidence.policyDocument)),
                Fact("sha256", .text(booking.policyHash)),
                Fact("in_force_at_booking", .time(booking.createdAt)),
            ])
    }

    private func add(_ gig: EvidenceGig, to sheet: inout FactSheet) {
        sheet.add(
            "gig",
            [
                Fact("title", .text(gig.gig.title)),
                Fact("description", FactSheet.Value(gig.gig.description)),
                Fact("teacher", .text(gig.teacher.name)), Fact("booking", .number(gig.booking.id)),
                Fact("status", .text(gig.booking.status.rawValue)),
                Fact("booked_at", .time(gig.booking.createdAt)),
                Fact("house_part", .money(gig.booking.feeAmount, currency)),
                Fact("confirmed_by", FactSheet.Value(cause(of: .gigConfirmed))),
                Fact("started_by", FactSheet.Value(cause(of: .gigStarted))),
            ])
    }

    /// Who or what brought it about, the last time.
    private func cause(of types: PaymentEventType...) -> String? {
        evidence.record.explained.steps.last { types.contains($0.event.type) }?.event.cause
    }

    private func move(_ operation: PaymentRules.Operation) -> [Fact] {
        [
            Fact("verb", .text(operation.verb.rawValue)), Fact("state", .text(operation.state.rawValue)),
            Fact("amount", FactSheet.Value(operation.amount, currency)),
            Fact("cause", .text(operation.cause)),
            Fact("stripe_payment_intent", FactSheet.Value(operation.intent?.text)),
            Fact("stripe_refund", FactSheet.Value(operation.refund?.text)),
            Fact("stripe_request", FactSheet.Value(operation.requestID)),
            Fact("asked_at", .time(operation.createdAt)),
            Fact("finished_at", FactSheet.Value(time: operation.finishedAt)),
        ]
    }

    private func event(_ event: PaymentEvent) -> [Fact] {
        [
            Fact("number", .number(event.id)), Fact("event", .text(event.type.rawValue)),
            Fact("at", .time(event.createdAt)), Fact("amount", FactSheet.Value(event.amount, currency)),
            Fact("cause", .text(event.cause)), Fact("stripe_event", FactSheet.Value(event.stripeEvent)),
        ]
    }

    private func line(_ line: LedgerLine) -> [Fact] {
        [
            Fact("event", .number(line.event)), Fact("account", .text(line.account.rawValue)),
            Fact("amount", .money(line.amount, line.currency)),
        ]
    }

    private func mail(_ mail: EvidenceMail) -> [Fact] {
        let unsent: FactSheet.Value = mail.sentAt == nil ? .none : .unknown
        return [
            Fact("template", .text(mail.template)), Fact("to", .text(mail.recipient)),
            Fact("owed_at", .time(mail.owedAt)), Fact("sent_at", FactSheet.Value(time: mail.sentAt)),
            Fact("sent_to", mail.sentTo.map { .text($0) } ?? unsent),
            Fact("given_up_at", FactSheet.Value(time: mail.gaveUpAt)),
            Fact("text", mail.text.map { .lines($0) } ?? unsent),
        ]
    }

    private var notKnown: [String] {
        var sentences = [
            "What the card's network answered (risk, security code, address): Stripe has it with the charge."
        ]
        if evidence.record.lesson != nil {
            sentences += [
                "Where the lesson was to be, beyond its description.",
                "Who made the booking: the student, or staff for them.",
                "An acceptance of the policy by itself: the lesson was booked while it was in force.",
            ]
        }
        if evidence.mails.contains(where: { $0.sentAt != nil && $0.text == nil }) {
            sentences.append("The texts of mails that were sent before texts were kept.")
        }
        if evidence.card == nil { sentences.append("The card's last four digits: Stripe has them.") }
        if evidence.record.named.student == nil {
            sentences.append("Who pays: another service told of the payment and knows it.")
        }
        return sentences
    }
}

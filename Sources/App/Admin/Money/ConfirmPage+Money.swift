// On an answer's way: what a refund or a new hold of a lesson will do, said before it is done.
internal import Basics
internal import PaymentRules
internal import Payments

extension ConfirmPage {
    /// - Parameter part: in minor units; nil for all that is left.
    func refund(_ part: Int64?, of explained: ExplainedPayment) -> HTML {
        let payment = explained.payment
        let left = booking.refundable(payment, isMoving: explained.open != nil)
        guard left > 0 else {
            return page("Refund", ConfirmForm.alert(ActionRefusal.alreadyRefunded.text))
        }
        let amount = part ?? left
        guard amount <= left else {
            let sentence = "At most what was captured and not given back can be: \(money(left))."
            return page(
                "Refund", HTML(lines: [ConfirmForm.alert(sentence), ConfirmForm.part(path("refund"))]))
        }
        let captured = payment.capturedAmount ?? 0
        let kept = captured - payment.refundAmount - amount
        var facts: [HTML] = [
            "Of the \(money(captured)) captured, \(money(kept)) stays with the shop.",
            "Stripe keeps its fee for the charge, and the shop bears it.",
            "The student is told by mail.",
        ]
        if payment.refundAmount > 0 {
            facts.insert("\(money(payment.refundAmount)) was given back before.", at: 0)
        }
        if booking.creditAmount > 0 {
            facts.append("The lesson of credit for \(money(booking.creditAmount)) stays the student's.")
        }
        let names = AdminRefundForm.Shape.shape
        let confirm = form("refund").html(
            amount == left
                ? "\(money(amount)) goes back to the card: all that is left."
                : "\(money(amount)) goes back to the card.",
            facts, button: "Refund \(money(amount))", [(names.amount.name, "\(amount)")],
            inputs: ConfirmForm.note("note", "Why; the student may read it", names.note.name))
        return page("Refund", HTML(lines: [confirm, ConfirmForm.part(path("refund"))]))
    }

    func renew(_ explained: ExplainedPayment, now: Int64) -> HTML {
        let payment = explained.payment
        let held = payment.authorizedAmount ?? payment.amount
        var facts: [HTML] = []
        if let end = payment.authorizationExpiresAt {
            facts.append("The present hold ends on \(AdminText.time(end)).")
            facts.append(Self.newEnd(explained, end, now: now))
        }
        facts.append(
            """
            For a moment the card sees two holds, together \(money(held * 2)). If it refuses the new one, the present \
            one stays, and student and staff are told by mail.
            """)
        return page(
            "Renew the hold of",
            form("renew").html(
                """
                A new hold of \(money(held)) is placed on the student's newest card, then the present one is let go. \
                Nothing is charged.
                """, facts, button: "Renew the hold"))
    }

    /// As long as the present one was given: how long a hold lasts is up to the card, and Stripe says it when it is
    /// placed.
    private static func newEnd(_ explained: ExplainedPayment, _ end: Int64, now: Int64) -> HTML {
        let placed = explained.steps.last {
            $0.event.type == .authorized || $0.event.type == .authorizationRenewed
        }
        guard let placed else { return "How long the new one stands, Stripe says when it is placed." }
        let expected = now + end - placed.event.createdAt
        return """
            The new one should stand until \(AdminText.time(expected)), as long as this one did; Stripe says it when \
            it is placed.
            """
    }

    func authorize(_ payment: Payment) -> HTML {
        let amount = money(payment.amount)
        let sentence: HTML =
            if let owed = booking.owedAmount, booking.status != .scheduled {
                """
                A hold of \(amount) is placed on the student's newest card now, and \
                \(money(min(owed, payment.amount))) of it is taken at once, because the lesson was taught.
                """
            } else {
                "A hold of \(amount) is placed on the student's newest card now. Nothing is charged."
            }
        var facts: [HTML] = []
        if payment.failures > 0, let cause = payment.cause {
            facts.append("The card refused it on the last try: \(AdminText.words(cause)).")
        }
        facts.append(
            "If the card refuses, nothing is held, and the student is told by mail to take another card.")
        return page("Hold the price of", form("authorize").html(sentence, facts, button: "Hold \(amount)"))
    }
}

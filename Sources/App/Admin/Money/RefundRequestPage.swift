// On an answer's way: one refund request, with what each decision on it comes to for student, teacher and house.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

struct RefundRequestPage {
    let found: RefundCase
    /// Stands in the forms: sent twice, one is done once.
    let key: String
    let frame: AdminFrame

    private var request: RefundRequest { found.named.request }
    private var payment: Payment { found.named.payment }

    static func path(_ id: Int64) -> String { "\(AdminFrame.Place.refundRequests.rawValue)/\(id)" }

    private func money(_ amount: Int64) -> String { AdminText.money(amount, payment.currency) }

    /// - Parameter part: in minor units; nil for what was asked for.
    func html(_ part: Int64?) -> HTML {
        let facts = facts.map { "        <dt>\($0.0)</dt><dd>\($0.1)</dd>" as HTML }
        return frame.page(
            "Refund request \(request.id)", at: .refundRequests,
            """
                <section class="card" aria-labelledby="standing">
                  <h2 id="standing">\(request.status.rawValue)</h2>
                  <dl class="facts">
            \(HTML(lines: facts))
                  </dl>
                </section>
            \(request.status == .pending ? HTML(lines: approval(part) + [rejection]) : "")
            """)
    }

    private var facts: [(HTML, HTML)] {
        var facts: [(HTML, HTML)] = [
            ("Student", "\(found.named.student.name), \(found.named.student.email)"),
            ("Asked on", AdminText.time(request.createdAt)),
            ("Asks for", "\(request.requestedAmount.map(money) ?? "all that is left")"),
            ("Why", "\(HTML(linesOf: request.reason))"),
            (
                "Gig",
                "\(found.gig.title), with \(found.teacher.name), \(AdminText.words(found.booking.status.rawValue))"
            ),
            ("Payment", "<a href=\"/admin/payments/\(payment.id)\">Payment \(payment.id)</a>"),
            ("Paid", "\(money(payment.capturedAmount ?? 0))"),
            ("Given back", "\(money(payment.refundAmount))"),
            (
                "Of the rest",
                """
                \(money(found.split.teacher)) is the teacher's, \(money(found.split.house)) the house's, after \
                Stripe's fee of \(money(found.split.stripeFee))
                """
            ),
        ]
        if let amount = request.approvedAmount { facts.append(("Approved", "\(money(amount))")) }
        if let by = request.processedBy, let at = request.processedAt {
            facts.append(("Decided", "by \(by) on \(AdminText.time(at))"))
        }
        if let notes = request.notes { facts.append(("Note", "\(HTML(linesOf: notes))")) }
        return facts
    }

    private func approval(_ part: Int64?) -> [HTML] {
        if let refusal = found.refusal { return [ConfirmForm.alert(refusal.message)] }
        let amount = part ?? min(request.requestedAmount ?? found.left, found.left)
        let other = ConfirmForm.part(Self.path(request.id), label: "Another amount, such as 48.00")
        guard amount <= found.left else {
            let sentence = "At most what was paid and not given back can be: \(money(found.left))."
            return [ConfirmForm.alert(sentence), other]
        }
        let refund = GigRefund(
            amount, of: found.booking, captured: payment.capturedAmount ?? payment.amount, split: found.split)
        let names = AdminRefundForm.Shape.shape
        let approve = ConfirmForm(frame: frame, path: "\(Self.path(request.id))/approve", key: key).html(
            "The student gets \(money(amount)) back\(amount == found.left ? ", all that is left" : "").",
            consequences(refund), button: "Approve \(money(amount))", [(names.amount.name, "\(amount)")],
            inputs: ConfirmForm.note("approve-note", "A note for the student", names.note.name))
        return [approve, other]
    }

    /// In the words of money, for each of those who bear it.
    private func consequences(_ refund: GigRefund) -> [HTML] {
        let (teacher, fee) = (money(refund.teacher), money(refund.after.stripeFee))
        var lines: [HTML] = [
            "The teacher gives up \(teacher) and keeps \(money(refund.after.teacher)).",
            """
            The house gives up \(money(refund.house)) and stands at \(money(refund.after.house)) after Stripe's fee \
            of \(fee), which Stripe keeps.
            """,
            """
            If the teacher's account at Stripe holds less than \(teacher), the house pays all \
            \(money(refund.amount)), and the teacher keeps \(money(found.split.teacher)).
            """,
        ]
        if !refund.isExact {
            lines.append(
                "The house has paid an earlier refund alone, so Stripe may share this one otherwise.")
        }
        return lines
    }

    private var rejection: HTML {
        let names = AdminRejectForm.Shape.shape
        return ConfirmForm(frame: frame, path: "\(Self.path(request.id))/reject", key: key).html(
            "Nothing goes back, and the request is closed. The student may ask again.", button: "Reject",
            inputs: ConfirmForm.note("reject-note", "A note for the student", names.note.name))
    }
}

// On an answer's way: one payment from its first step on, with what Stripe was asked and what the ledger says.
internal import Basics
internal import PaymentRules
internal import Payments

struct PaymentPage {
    let record: PaymentRecord
    let now: Int64
    let frame: AdminFrame

    private var payment: Payment { record.explained.payment }

    var html: HTML {
        frame.page(
            "Payment \(payment.id)", at: .payments,
            """
            \(dispute)
                <section class="card" aria-labelledby="standing">
                  <h2 id="standing">\(AdminText.standing(payment.status))</h2>
                  <dl class="facts">
            \(HTML(lines: facts.map { "        <dt>\($0.0)</dt><dd>\($0.1)</dd>" }))
                  </dl>
            \(open)
                </section>
            \(actions)
                <section class="card" aria-labelledby="steps">
                  <h2 id="steps">What happened</h2>
                  <ol class="timeline">
            \(HTML(lines: record.explained.steps.map(step)))
                  </ol>
                </section>
            \(ledger)
                <p>All that is known of it, as a file: \(evidence)</p>
            """)
    }

    /// Above all else while a bank has to be answered.
    private var dispute: HTML {
        guard payment.isDisputed, let dispute = payment.dispute else { return "" }
        return """
                <section class="card" aria-labelledby="dispute">
                  <h2 id="dispute">The student's bank disputes this payment</h2>
                  <p role="alert">It stands at Stripe as: \(AdminText.words(dispute)). What is known of the payment, \
            for the answer: \(evidence)</p>
                </section>
            """
    }

    private var evidence: HTML {
        let path = "/admin/payments/\(payment.id)/evidence"
        return """
            <a href="\(path).txt">Evidence as text</a>, <a href="\(path).json">as JSON</a>
            """
    }

    private func money(_ amount: Int64) -> String { AdminText.money(amount, payment.currency) }

    private var facts: [(HTML, HTML)] {
        var facts: [(HTML, HTML)] = [
            (
                "Student",
                "\(record.named.student.map { "\($0.name), \($0.email)" } ?? "known to another service")"
            )
        ]
        if let lesson = record.lesson {
            let zone = lesson.instructor.timeZone
            facts.append(
                (
                    "Lesson",
                    """
                    Booking \(lesson.booking.id) with \(lesson.instructor.name), \
                    \(AdminText.time(lesson.booking.startsAt, in: zone)), \
                    \(AdminText.words(lesson.booking.status.rawValue))
                    """
                ))
        }
        facts.append(("Agreed", "\(money(payment.amount)), \(payment.kind.rawValue)"))
        if let held = payment.authorizedAmount { facts.append(("Held", "\(money(held))")) }
        if payment.status == .authorized, let end = payment.authorizationExpiresAt {
            facts.append(("Hold", "\(AdminText.until(end, from: now)): \(AdminText.time(end))"))
        }
        if let due = payment.holdDueAt { facts.append(("Next hold", "\(AdminText.time(due))")) }
        if let taken = payment.capturedAmount { facts.append(("Captured", "\(money(taken))")) }
        if payment.refundAmount > 0 { facts.append(("Refunded", "\(money(payment.refundAmount))")) }
        if let cause = payment.cause { facts.append(("Cause", "\(AdminText.words(cause))")) }
        if let dispute = payment.dispute { facts.append(("Dispute", "\(AdminText.words(dispute))")) }
        if let intent = payment.intent { facts.append(("At Stripe", "\(intent.text)")) }
        return facts
    }

    private var open: HTML {
        guard let open = record.explained.open else { return "" }
        return """
                  <p role="status">Under way: \(AdminText.words(open.verb.rawValue)). Stripe was asked \
            \(open.attempts) times and has not answered yet; it is asked again until it does.</p>
            """
    }

    /// What may be done as things stand; each leads to a page that says what it comes to.
    private var actions: HTML {
        var links: [HTML] = []
        if let booking = record.lesson?.booking {
            let buttons = DeskButtons(
                booking, payment, isMoving: record.explained.open != nil,
                isRefundable: record.refundRefusal == nil, now: now, subject: subject)
            links += buttons.links
            if let package = record.package {
                links += DeskButtons(booking, package, payment, subject: subject).links
            }
        } else if let service = record.service {
            let isRefundable = record.refundRefusal == nil && service.refundable(payment) > 0
            links += DeskButtons(payment, isRefundable: isRefundable, subject: subject).links
        }
        if let request = record.refundRequest {
            links.append(
                """
                      <a class="button" href="\(RefundRequestPage.path(request.id))">\
                Decide refund request \(request.id)</a>
                """)
        }
        let note: HTML =
            payment.kind == .gig
            ? "      <p>A gig is refunded by a refund request: its student asks, and staff decides.</p>" : ""
        guard !links.isEmpty || payment.kind == .gig else { return "" }
        return """
                <section class="card actions" aria-label="What can be done">
            \(HTML(lines: links))\(note)
                </section>
            """
    }

    private var subject: String {
        "payment \(payment.id), \(record.named.student?.name ?? "another service's payer")"
    }

    private func step(_ step: ExplainedStep) -> HTML {
        let event = step.event
        let amount = event.amount.map { " \(money($0))" } ?? ""
        let request = event.requestID.map { " Request at Stripe: \($0)." } ?? ""
        let failure = step.operation?.failureText.map { " \($0)" } ?? ""
        return """
                    <li>\(AdminText.time(event.createdAt))
                      <span><strong>\(AdminText.words(event.type.rawValue))\(amount)</strong>: \
            \(event.cause).\(request)\(failure)</span></li>
            """
    }

    private var ledger: HTML {
        let rows = record.ledger.map { line -> HTML in
            """
                    <tr><td>\(line.event)</td><th scope="row">\(AdminText.words(line.account.rawValue))</th>\
            <td class="amount">\(AdminText.money(line.amount, line.currency))</td></tr>
            """
        }
        let total = record.ledger.reduce(0) { $0 + $1.amount }
        return """
                <section class="card" aria-labelledby="ledger">
                  <h2 id="ledger">Ledger</h2>
                  <div class="table" tabindex="0" role="group" aria-labelledby="ledger"><table>
                    <thead><tr><th scope="col">Event</th><th scope="col">Account</th>\
            <th scope="col" class="amount">Amount</th></tr></thead>
                    <tbody>
            \(HTML(lines: rows))
                    </tbody>
                    <tfoot><tr><td></td><th scope="row">Together</th>\
            <td class="amount">\(money(total))</td></tr></tfoot>
                  </table></div>
                </section>
            """
    }
}

// On an answer's way: the desk's first page, which says what has to be looked after today.
internal import Basics
internal import PaymentRules
internal import Payments

struct TodayPage {
    let today: Today
    let now: Int64
    let frame: AdminFrame

    var html: HTML {
        frame.page(
            "Today", at: .today,
            """
                <p class="muted">As of \(AdminText.time(now)).</p>
            \(section("lessons", "Lessons", none: "No lesson is near.", today.lessons.map(lesson)))
            \(section("holds", "Holds that end within two days", none: "No hold ends soon.", today.holds.map(hold)))
            \(section("failed", "Cards that failed", none: "Every card is good.", today.failedCards.map(lesson)))
            \(section("refunds", "Refund requests", none: "Nobody waits.", today.refundRequests.map(request)))
            """)
    }

    private func section(_ id: String, _ title: String, none: String, _ rows: [HTML]) -> HTML {
        let list: HTML =
            rows.isEmpty
            ? "      <p class=\"muted\">\(none)</p>"
            : "      <ul class=\"rows\">\n\(HTML(lines: rows))\n      </ul>"
        let more: HTML =
            rows.count < Today.rowsMax
            ? "" : "\n      <p class=\"muted\">There are more: these are the first.</p>"
        return """
                <section class="card" aria-labelledby="\(id)">
                  <h2 id="\(id)">\(title) (\(Int64(rows.count)))</h2>
            \(list)\(more)
                </section>
            """
    }

    private func lesson(_ named: NamedBooking) -> HTML {
        let booking = named.booking
        return """
                    <li>
                      <span class="what"><a href="/admin/bookings?q=\(booking.id)">Booking \(booking.id)</a>: \
            \(named.student.name) with \
            \(named.instructor.name)</span>
                      <span>\(AdminText.time(booking.startsAt, in: named.instructor.timeZone))</span>
                      <span>\(AdminText.money(booking.amount, booking.currency)) \
            \(AdminText.standing(booking.standing.status))</span>
                    </li>
            """
    }

    private func hold(_ hold: EndingHold) -> HTML {
        let payment = hold.payment
        let who: HTML =
            hold.booking.map {
                "Booking \($0.booking.id): \($0.student.name) with \($0.instructor.name)"
            } ?? "Payment \(payment.id) of another service"
        let end = payment.authorizationExpiresAt ?? now
        return """
                    <li>
                      <span class="what">\(who)</span>
                      <span>\(AdminText.money(payment.authorizedAmount ?? payment.amount, payment.currency)) held</span>
                      <span>\(AdminText.until(end, from: now)): \(AdminText.time(end))</span>
                    </li>
            """
    }

    private func request(_ named: NamedRefundRequest) -> HTML {
        let (request, currency) = (named.request, named.payment.currency)
        let amount = request.requestedAmount.map { AdminText.money($0, currency) } ?? "All"
        return """
                    <li>
                      <span class="what">Request \(request.id): \(named.student.name)</span>
                      <span>\(amount) of payment \(request.paymentID), asked for on \
            \(AdminText.time(request.createdAt))</span>
                      <span>\(request.reason)</span>
                    </li>
            """
    }
}

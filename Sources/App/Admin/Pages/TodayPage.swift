// On an answer's way: the desk's first page, which says what has to be looked after today.
internal import Basics
internal import PaymentRules
internal import Payments

struct TodayPage {
    let today: Today
    let now: Int64
    let frame: AdminFrame

    var html: HTML {
        let lessons = today.lessons.map { lesson($0, [.complete, .capture, .cancel, .noShow]) }
        let failed = today.failedCards.map { lesson($0, [.authorize, .cancel]) }
        let requests = today.refundRequests.map(RefundRequestsPage.row)
        return frame.page(
            "Today", at: .today,
            """
                <p class="muted">As of \(AdminText.time(now)).</p>
            \(section("lessons", "Lessons", none: "No lesson is near.", lessons))
            \(section("holds", "Holds that end within two days", none: "No hold ends soon.", today.holds.map(hold)))
            \(section("failed", "Cards that failed", none: "Every card is good.", failed))
            \(section("refunds", "Refund requests", none: "Nobody waits.", requests))
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

    private func lesson(_ named: NamedBooking, _ actions: [BookingAction]) -> HTML {
        let booking = named.booking
        let buttons = DeskButtons(
            booking, actions, now: now, subject: "booking \(booking.id), \(named.student.name)")
        return """
                    <li>
                      <span class="what"><a href="/admin/bookings?q=\(booking.id)">Booking \(booking.id)</a>: \
            \(named.student.name) with \
            \(named.instructor.name)</span>
                      <span>\(AdminText.time(booking.startsAt, in: named.instructor.timeZone))</span>
                      <span>\(AdminText.money(booking.amount, booking.currency)) \
            \(AdminText.standing(booking.standing.status))</span>\(buttons.row)
                    </li>
            """
    }

    private func hold(_ hold: EndingHold) -> HTML {
        let payment = hold.payment
        let who: HTML =
            hold.booking.map {
                "booking \($0.booking.id), \($0.student.name) with \($0.instructor.name)"
            } ?? "of another service"
        let end = payment.authorizationExpiresAt ?? now
        return """
                    <li>
                      <span class="what"><a href="/admin/payments/\(payment.id)">Payment \(payment.id)</a>: \
            \(who)</span>
                      <span>\(AdminText.money(payment.authorizedAmount ?? payment.amount, payment.currency)) held</span>
                      <span>\(AdminText.until(end, from: now)): \(AdminText.time(end))</span>\(hold.buttons(now).row)
                    </li>
            """
    }
}

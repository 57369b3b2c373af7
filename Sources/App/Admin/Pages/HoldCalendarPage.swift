// On an answer's way: the calendar of open holds, for people and for their calendars (RFC 5545).
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

extension AdminDoor {
    /// `GET /admin/holds`
    @Sendable func holds(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let page = HoldCalendarPage(holds: try await openHolds, now: clock.nowSeconds)
        return .page(.ok, page.html(frame))
    }

    /// `GET /admin/holds.ics`
    @Sendable func holdsFile(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let page = HoldCalendarPage(holds: try await openHolds, now: clock.nowSeconds)
        return Response(
            .ok,
            fields: [
                .init("Content-Type", FieldValue(constant: "text/calendar; charset=utf-8")),
                .init("Content-Disposition", FieldValue(constant: "attachment; filename=\"holds.ics\"")),
                .init("Cache-Control", FieldValue(constant: "no-store")),
            ], body: Array(page.calendar.utf8))
    }

    private var openHolds: [CalendarHold] {
        get async throws { try await bookings.holdCalendar(holdsMode, secondsAhead: 31 * 86_400) }
    }
}

struct HoldCalendarPage {
    let holds: [CalendarHold]
    let now: Int64

    func html(_ frame: AdminFrame) -> HTML {
        let rows = holds.map { item -> HTML in
            let payment = item.hold.payment
            let end = payment.authorizationExpiresAt ?? now
            return """
                      <li>
                        <span class="what"><a href="/admin/payments/\(payment.id)">Payment \(payment.id)</a>: \
                \(Self.held(payment)), \(item.hold.booking?.student.name ?? "of another service")</span>
                        <span>\(AdminText.until(end, from: now)): \(AdminText.time(end))</span>
                        <span>\(Self.fate(item)) On \(AdminText.time(item.at)).</span>\(item.hold.buttons(now).row)
                      </li>
                """
        }
        let list: HTML =
            rows.isEmpty
            ? "      <p class=\"muted\">No hold is open.</p>"
            : "      <ul class=\"rows\">\n\(HTML(lines: rows))\n      </ul>"
        return frame.page(
            "Holds", at: .holds,
            """
                <section class="card" aria-label="Open holds, the nearest end first">
            \(list)
                </section>
                <p><a class="button" href="/admin/holds.ics">As a calendar file</a></p>
            """)
    }

    private static func held(_ payment: Payment) -> String {
        AdminText.money(payment.authorizedAmount ?? payment.amount, payment.currency)
    }

    /// What happens if nobody does anything, and what that costs.
    private static func fate(_ item: CalendarHold) -> String {
        let amount = held(item.hold.payment)
        return switch item.fate {
        case .captured: "It is captured by itself."
        case .renewed: "A new hold takes its place."
        case .told: "Staff is told; if nothing is done, \(amount) are lost at its end."
        case .others: "Its service completes it, or \(amount) go back to the card."
        }
    }

    /// Lines end with CRLF and are short; texts hold digits and words of ours alone, so there is nothing to escape.
    var calendar: String {
        var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fermata//Holds//EN"]
        for item in holds {
            let payment = item.hold.payment
            lines += [
                "BEGIN:VEVENT", "UID:hold-\(payment.id)@fermata", "DTSTAMP:\(Self.stamp(now))",
                "DTSTART:\(Self.stamp(payment.authorizationExpiresAt ?? now))",
                "SUMMARY:Hold of payment \(payment.id) ends: \(Self.held(payment))", "END:VEVENT",
            ]
        }
        return (lines + ["END:VCALENDAR", ""]).joined(separator: "\r\n")
    }

    /// `20261130T150000Z`
    private static func stamp(_ seconds: Int64) -> String {
        CivilTime.rfc3339(seconds).filter { $0 != "-" && $0 != ":" }
    }
}

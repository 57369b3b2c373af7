// On an answer's way: where a lesson and its money stand, for the student.
internal import Basics
internal import PaymentRules
internal import Payments

struct StatusPage {
    let story: BookingStory
    /// nil while there is nothing to rate.
    let ratingLink: String?

    private var booking: Booking { story.booking }
    private var standing: PaymentStanding { booking.standing }

    var html: HTML {
        let sheet: HTML = """
                <section class="card standing" aria-labelledby="standing">
                  <h3 id="standing"><span class="icon" aria-hidden="true">\(standing.status.icon)</span> \
            \(booking.paymentMessage)</h3>
            \(HTML(lines: notes.map { "      <p>\($0)</p>" }))
                </section>
            """
        return PageFrame.page(
            "Your lesson",
            """
                <div class="title"><h2>Your lesson</h2></div>
            \(sheet)
            \(lesson)
            \(timeline)
            """)
    }

    // MARK: What follows for the student

    private var notes: [HTML] {
        var notes: [HTML] = []
        switch standing.status {
        case .pending: notes += pending
        case .authorized:
            notes.append(
                """
                This amount is held on your card and not charged yet. Your card's statement may show it as pending \
                until then.
                """)
        case .failed: notes += failed
        case .captured: notes += captured
        case .refunded:
            notes.append("Your bank usually shows it on your card's statement in 5 to 10 business days.")
        case .released:
            guard standing.authorizedAmount != nil else { break }
            notes.append(
                """
                The hold on your card was released. Your bank usually shows it within 7 days; until then your card's \
                statement may show it as pending.
                """)
        }
        if booking.status == .scheduled {
            notes.append("\(story.freeCancel) Tell the shop when you cannot come.")
        }
        if let ratingLink {
            notes.append("<a class=\"button\" href=\"\(ratingLink)\">Rate your experience</a>")
        }
        return notes
    }

    private var pending: [HTML] {
        guard let due = story.holdDue else { return ["Nothing is held on your card yet."] }
        return [
            """
            Nothing is held on your card yet. The price is to be reserved on \(due), and your card's statement may \
            show it as pending from then on.
            """
        ]
    }

    private var failed: [HTML] {
        var notes: [HTML] = ["Your card did not allow it, and nothing was charged."]
        if booking.status == .scheduled, let customer = story.customer {
            notes.append(
                """
                You can <a href="/account-update/\(customer.text)">give another card</a> on your account page, or \
                tell the shop.
                """)
        } else {
            notes.append("Please tell the shop, who can take another card.")
        }
        if let due = story.holdDue { notes.append("Your card is asked again on \(due).") }
        return notes
    }

    private var captured: [HTML] {
        guard standing.refundAmount > 0 else { return [] }
        return [
            """
            \(money(standing.refundAmount)) of it was refunded. Your bank usually shows it on your card's statement \
            in 5 to 10 business days.
            """
        ]
    }

    // MARK: Facts

    private var lesson: HTML {
        var facts: [(String, String)] = [
            ("Instructor", story.instructor), ("Date", story.date), ("Time", story.time),
        ]
        let end: String? =
            switch booking.status {
            case .scheduled: nil
            case .completed: "Taught"
            case .cancelled: "Cancelled"
            case .noShow: "Missed"
            }
        if let end { facts.append(("Lesson", end)) }
        switch standing.status {
        case .authorized: facts.append(("Reserved", money(standing.authorizedAmount ?? booking.amount)))
        case .captured, .refunded: facts.append(("Paid", money(standing.capturedAmount ?? booking.amount)))
        case .pending, .failed, .released: facts.append(("Price", money(booking.amount)))
        }
        if standing.refundAmount > 0 { facts.append(("Refunded", money(standing.refundAmount))) }
        facts.append(("Booking number", String(booking.id)))
        return """
                <section class="card" aria-labelledby="lesson">
                  <h3 id="lesson">The lesson</h3>
                  <dl class="facts">
            \(HTML(lines: facts.map { "        <dt>\($0.0)</dt><dd>\($0.1)</dd>" }))
                  </dl>
                </section>
            """
    }

    private var timeline: HTML {
        let steps = story.steps.map { step -> HTML in
            let time = CivilTime.rfc3339(step.at)
            let kind: HTML = step.isAhead ? " class=\"ahead\"" : ""
            return
                "        <li\(kind)><time datetime=\"\(time)\">\(step.when)</time> <span>\(step.text)</span></li>"
        }
        return """
                <section class="card" aria-labelledby="timeline">
                  <h3 id="timeline">What happened, and what comes next</h3>
                  <p class="muted">All times are those of \(story.zone).</p>
                  <ol class="timeline">
            \(HTML(lines: steps))
                  </ol>
                </section>
            """
    }

    private func money(_ amount: Int64) -> String {
        Money(minorUnits: amount, currency: booking.currency).displayText
    }
}

// MARK: For programs

extension JSONSchema {
    static let bookingStory = JSONSchema.named(
        "BookingStory",
        .object([
            "booking_id": .recordID, "status": .word(of: BookingStatus.self),
            "payment_status": .word(of: PaymentStatus.self), "text": .string, "icon": .string,
            "refund_amount": .decimal, "refund_amount_cents": .cents, "currency": .currency,
            "timeline": .array(of: .object(["at": .time, "text": .string, "is_ahead": .boolean])),
        ]))
}

extension JSONWriter {
    /// `{"booking_id","payment_status","text","icon","refund_amount","timeline":[{"at","text","is_ahead"}]}`
    mutating func members(_ story: BookingStory) {
        let booking = story.booking
        let standing = booking.standing
        member("booking_id", booking.id)
        member("status", booking.status.rawValue)
        member("payment_status", standing.status.rawValue)
        member("text", booking.paymentMessage)
        member("icon", standing.status.icon)
        amount("refund_amount", "refund_amount_cents", standing.refundAmount, booking.currency)
        member("currency", booking.currency.code)
        name("timeline")
        beginArray()
        for step in story.steps {
            beginObject()
            member("at", time: step.at)
            member("text", step.text)
            member("is_ahead", step.isAhead)
            endObject()
        }
        endArray()
    }
}

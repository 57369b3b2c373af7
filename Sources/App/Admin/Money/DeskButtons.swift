// On an answer's way: what may be done as things stand, each as a way to the page that says what it comes to.
internal import PaymentRules
internal import Payments

struct DeskButtons {
    private struct Button {
        let name: String
        let path: String
    }

    /// For who hears the page and does not see the row: `payment 7, Ada`.
    private let subject: String
    private let buttons: [Button]

    /// Of a lesson, by all that is known.
    ///
    /// - Parameters:
    ///   - isMoving: a move of its money is under way, and another waits for it or is refused.
    ///   - isRefundable: nothing beyond its state stands in a refund's way.
    init(
        _ booking: Booking, _ payment: Payment, isMoving: Bool = false, isRefundable: Bool = true, now: Int64,
        subject: String
    ) {
        self.init(booking, now, subject: subject) { action in
            guard !isMoving || [.complete, .cancel, .noShow].contains(action),
                isRefundable || action != .refund
            else { return false }
            return BookingActions.refusal(of: action, booking, payment, now: now) == nil
        }
    }

    /// Of a lesson in a list, those of some actions that its statuses allow.
    init(_ booking: Booking, _ actions: [BookingAction], now: Int64, subject: String) {
        self.init(booking, now, subject: subject) { action in
            actions.contains(action)
                && BookingActions.refusal(
                    of: action, booking: booking.status, payment: booking.standing.status) == nil
        }
    }

    /// Before a lesson begins nobody has missed it.
    private init(
        _ booking: Booking, _ now: Int64, subject: String, isAllowed: (BookingAction) -> Bool
    ) {
        self.subject = subject
        buttons = BookingAction.allCases.filter(isAllowed).compactMap { action in
            guard action != .noShow || booking.startsAt <= now else { return nil }
            return Self.words(action).map {
                Button(name: $0.name, path: "/admin/bookings/\(booking.id)/\($0.path)")
            }
        }
    }

    /// Of another service's payment.
    init(_ payment: Payment, isRefundable: Bool, subject: String) {
        self.subject = subject
        let actions: [(action: ServiceAction, name: String)] =
            payment.status == .captured
            ? (isRefundable ? [(.refund, "Refund")] : []) : [(.cancel, "Release the hold")]
        buttons = actions.filter {
            ServiceAction.table.verdict(on: $0.action, in: payment.status) == .allowed
        }.map { Button(name: $0.name, path: "/admin/payments/\(payment.id)/\($0.action.rawValue)") }
    }

    /// Of a package, which is refunded by its unused lessons.
    init(_ booking: Booking, _ package: LessonPackage, _ payment: Payment, subject: String) {
        self.subject = subject
        let button = Button(
            name: "Refund unused lessons", path: "/admin/bookings/\(booking.id)/refund-package")
        buttons = payment.status == .captured && package.lessonsLeft > 0 ? [button] : []
    }

    /// nil for what is not done at the desk.
    private static func words(_ action: BookingAction) -> (name: String, path: String)? {
        switch action {
        case .capture: ("Capture", "capture")
        case .complete: ("Complete the lesson", "complete")
        case .cancel: ("Cancel", "cancel")
        case .noShow: ("Somebody did not come", "no-show")
        case .refund: ("Refund", "refund")
        case .renew: ("Renew the hold", "renew")
        case .authorize: ("Hold the price now", "authorize")
        case .reschedule: nil
        }
    }

    var links: [HTML] {
        buttons.map { button in
            """
                  <a class="button" href="\(button.path)" aria-label="\(button.name): \(subject)">\(button.name)</a>
            """
        }
    }

    /// Within a row of a list; empty when nothing can be done.
    var row: HTML {
        buttons.isEmpty ? "" : "\n        <span class=\"actions\">\n\(HTML(lines: links))\n        </span>"
    }
}

extension EndingHold {
    func buttons(_ now: Int64) -> DeskButtons {
        let who = booking?.student.name ?? "another service's payer"
        let subject = "payment \(payment.id), \(who)"
        guard let booking = booking?.booking else {
            return DeskButtons(payment, isRefundable: false, subject: subject)
        }
        return DeskButtons(booking, payment, now: now, subject: subject)
    }
}

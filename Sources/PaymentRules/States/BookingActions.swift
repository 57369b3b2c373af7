// On the way of everything that is done to a booking: whether it may be done, and why not. One table.

package enum BookingAction: String, CaseIterable, Sendable {
    case capture
    case complete
    case cancel
    case noShow = "no_show"
    case reschedule
    /// Give back some of what was captured, or all.
    case refund
    /// Another hold in the place of the open one.
    case renew
    /// Place the hold that is due, or try the declined one again.
    case authorize
}

/// Why an action may not be done: a code for programs, a text for people.
package enum ActionRefusal: String, CaseIterable, Error, Sendable {
    case bookingCompleted = "booking_completed"
    case bookingCancelled = "booking_cancelled"
    case bookingNoShow = "booking_no_show"
    case nothingHeld = "nothing_held"
    case alreadyCaptured = "already_captured"
    case alreadyRefunded = "already_refunded"
    case holdReleased = "hold_released"
    case nothingCaptured = "nothing_captured"
    case alreadyHeld = "already_held"
    case paidWithPackage = "paid_with_package"
    case keptAsCredit = "kept_as_credit"
    case paymentDisputed = "payment_disputed"
    case holdLastsLongEnough = "hold_lasts_long_enough"
    case holdNotDue = "hold_not_due"
    case nothingOwed = "nothing_owed"

    package var text: String {
        switch self {
        case .bookingCompleted: "The lesson is completed already. What was paid for it can be refunded."
        case .bookingCancelled: "The booking is cancelled, and its cancellation decided what is charged."
        case .bookingNoShow: "The booking is marked as a no-show, which decided what is charged."
        case .nothingHeld: "No hold is open on the student's card. Authorize the payment first."
        case .alreadyCaptured: "The payment is captured already. A hold can be captured once."
        case .alreadyRefunded:
            "All of the payment was given back, or is on its way. Make a new booking instead."
        case .holdReleased: "The hold has ended and nothing was charged. Authorize the payment anew."
        case .nothingCaptured:
            "Nothing is captured that could be given back. To let go of a hold, cancel the booking."
        case .alreadyHeld: "The card holds the amount already."
        case .paidWithPackage:
            "The lesson was paid for with a package: the package's unused lessons can be refunded."
        case .keptAsCredit: "What is left of the payment is the student's as a lesson of credit."
        case .paymentDisputed:
            "The student's bank disputes this payment: what goes back is decided there."
        case .holdLastsLongEnough: "The hold lasts until the lesson is over and captured."
        case .holdNotDue: "The hold is not due yet: it is placed so late that it outlives the lesson."
        case .nothingOwed: "Nothing is owed for this lesson."
        }
    }
}

/// What may be done to a booking, by its own status and its payment's. Every combination is in exactly one row.
///
/// - A lesson is completed whatever its payment says; only a hold is captured by it.
/// - What is owed after a cancel or a no-show was decided by it, and is moved by it: `capture` is for lessons.
/// - A lesson whose hold has ended may move: its new date gets a new hold.
/// - What was captured may go back however the lesson ended; a person decides.
package enum BookingActions {
    package struct Row: Sendable {
        package let action: BookingAction
        package let bookings: [BookingStatus]
        package let payments: [PaymentStatus]
        /// nil where the action may be done.
        package let refusal: ActionRefusal?
    }

    package static let table: [Row] =
        [
            row(.capture, [.scheduled, .completed], [.authorized], nil),
            row(.capture, [.cancelled], [.authorized], .bookingCancelled),
            row(.capture, [.noShow], [.authorized], .bookingNoShow),
            row(.capture, BookingStatus.allCases, [.pending, .failed], .nothingHeld),
            row(.capture, BookingStatus.allCases, [.captured], .alreadyCaptured),
            row(.capture, BookingStatus.allCases, [.refunded], .alreadyRefunded),
            row(.capture, BookingStatus.allCases, [.released], .holdReleased),
            row(.reschedule, [.scheduled], [.pending, .authorized, .captured, .failed, .released], nil),
            row(.reschedule, [.scheduled], [.refunded], .alreadyRefunded),
        ]
        + refunds + holds
        + [.complete, .cancel, .noShow].map { row($0, [.scheduled], PaymentStatus.allCases, nil) }
        + [.complete, .cancel, .noShow, .reschedule].flatMap { action in
            [
                row(action, [.completed], PaymentStatus.allCases, .bookingCompleted),
                row(action, [.cancelled], PaymentStatus.allCases, .bookingCancelled),
                row(action, [.noShow], PaymentStatus.allCases, .bookingNoShow),
            ]
        }

    private static let refunds: [Row] = [
        row(.refund, BookingStatus.allCases, [.captured], nil),
        row(.refund, BookingStatus.allCases, [.pending, .authorized, .failed, .released], .nothingCaptured),
        row(.refund, BookingStatus.allCases, [.refunded], .alreadyRefunded),
    ]

    private static let holds: [Row] =
        [
            row(.renew, [.scheduled], [.authorized], nil),
            row(.renew, BookingStatus.allCases, [.pending, .failed], .nothingHeld),
            row(.renew, BookingStatus.allCases, [.released], .holdReleased),
            row(.authorize, [.scheduled, .completed], [.pending, .failed, .released], nil),
            row(.authorize, BookingStatus.allCases, [.authorized], .alreadyHeld),
            row(.authorize, [.cancelled], [.pending, .failed, .released], .bookingCancelled),
            row(.authorize, [.noShow], [.pending, .failed, .released], .bookingNoShow),
            row(.renew, [.completed], [.authorized], .bookingCompleted),
            row(.renew, [.cancelled], [.authorized], .bookingCancelled),
            row(.renew, [.noShow], [.authorized], .bookingNoShow),
        ]
        + [.renew, .authorize].flatMap { action in
            [
                row(action, BookingStatus.allCases, [.captured], .alreadyCaptured),
                row(action, BookingStatus.allCases, [.refunded], .alreadyRefunded),
            ]
        }

    private static func row(
        _ action: BookingAction, _ bookings: [BookingStatus], _ payments: [PaymentStatus],
        _ refusal: ActionRefusal?
    ) -> Row {
        Row(action: action, bookings: bookings, payments: payments, refusal: refusal)
    }

    /// nil when the action may be done.
    package static func refusal(
        of action: BookingAction, booking: BookingStatus, payment: PaymentStatus
    ) -> ActionRefusal? {
        table.first {
            $0.action == action && $0.bookings.contains(booking) && $0.payments.contains(payment)
        }?.refusal
    }

    /// The table for a page of documentation: a row each action and booking status, a column each payment status.
    package static var markdown: String {
        markdownTable(
            head: ["action", "booking"] + PaymentStatus.allCases.map(\.rawValue),
            rows: BookingAction.allCases.flatMap { action in
                BookingStatus.allCases.map { booking in
                    [action.rawValue, booking.rawValue]
                        + PaymentStatus.allCases.map { payment in
                            refusal(of: action, booking: booking, payment: payment)?.rawValue ?? "allowed"
                        }
                }
            })
    }
}

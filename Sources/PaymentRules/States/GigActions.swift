// On the way of what a teacher does with a booked gig: whether it may be done, and why not. One table.

package enum GigAction: String, CaseIterable, Sendable {
    case confirm
    /// All is given back.
    case decline
    case start
}

/// Why an action may not be done: a code for programs, a text for people.
package enum GigRefusal: String, CaseIterable, Sendable {
    case notPaid = "not_paid"
    case notConfirmed = "not_confirmed"
    case alreadyStarted = "already_started"
    case alreadyDeclined = "already_declined"
    case answeredTooLate = "answered_too_late"
    case paymentFailed = "payment_failed"
    case alreadyRefunded = "already_refunded"

    package var text: String {
        switch self {
        case .notPaid: "The gig is not paid for yet: all gigs are paid before they are confirmed."
        case .notConfirmed: "The booking is not confirmed yet: confirm it first."
        case .alreadyStarted: "The lesson has begun already."
        case .alreadyDeclined: "The booking was declined, and all of it is given back."
        case .answeredTooLate: "The booking was not answered in time, and all of it is given back."
        case .paymentFailed: "The card was refused, and nothing was paid."
        case .alreadyRefunded: "All that was paid for this booking was given back."
        }
    }
}

/// What a teacher may do with a booked gig, by its status. Every combination is in exactly one row. A teacher who has
/// confirmed may still decline until the lesson begins.
package enum GigActions {
    package struct Row: Sendable {
        package let action: GigAction
        package let bookings: [GigBookingStatus]
        package let verdict: ActionVerdict<GigRefusal>
    }

    package static let table: [Row] =
        [
            Row(action: .confirm, bookings: [.requested], verdict: .allowed),
            Row(action: .confirm, bookings: [.confirmed], verdict: .done),
            Row(action: .confirm, bookings: [.started], verdict: .refused(.alreadyStarted)),
            Row(action: .confirm, bookings: [.declined], verdict: .refused(.alreadyDeclined)),
            Row(action: .decline, bookings: [.requested, .confirmed], verdict: .allowed),
            Row(action: .decline, bookings: [.declined], verdict: .done),
            Row(action: .decline, bookings: [.started], verdict: .refused(.alreadyStarted)),
            Row(action: .start, bookings: [.confirmed], verdict: .allowed),
            Row(action: .start, bookings: [.started], verdict: .done),
            Row(action: .start, bookings: [.requested], verdict: .refused(.notConfirmed)),
            Row(action: .start, bookings: [.declined], verdict: .refused(.alreadyDeclined)),
        ]
        + GigAction.allCases.flatMap { action in
            [
                Row(action: action, bookings: [.unpaid], verdict: .refused(.notPaid)),
                Row(action: action, bookings: [.expired], verdict: .refused(.answeredTooLate)),
                Row(action: action, bookings: [.failed], verdict: .refused(.paymentFailed)),
                Row(action: action, bookings: [.cancelled], verdict: .refused(.alreadyRefunded)),
            ]
        }

    package static func verdict(on action: GigAction, booking: GigBookingStatus) -> ActionVerdict<GigRefusal>
    {
        table.first { $0.action == action && $0.bookings.contains(booking) }?.verdict ?? .refused(.notPaid)
    }

    /// The table for a page of documentation: a row an action, a column a booking's status.
    package static var markdown: String {
        markdownTable(of: GigBookingStatus.self) { (action: GigAction, status) in
            verdict(on: action, booking: status).word
        }
    }
}

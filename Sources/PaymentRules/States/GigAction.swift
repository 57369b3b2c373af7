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

extension GigAction {
    /// What a teacher may do with a booked gig. One who has confirmed may still decline until the lesson begins.
    package static let table = ActionTable<GigAction, GigBookingStatus, GigRefusal>(
        [
            .init(.confirm, [.requested], .allowed),
            .init(.confirm, [.confirmed], .done),
            .init(.confirm, [.started], .refused(.alreadyStarted)),
            .init(.confirm, [.declined], .refused(.alreadyDeclined)),
            .init(.decline, [.requested, .confirmed], .allowed),
            .init(.decline, [.declined], .done),
            .init(.decline, [.started], .refused(.alreadyStarted)),
            .init(.start, [.confirmed], .allowed),
            .init(.start, [.started], .done),
            .init(.start, [.requested], .refused(.notConfirmed)),
            .init(.start, [.declined], .refused(.alreadyDeclined)),
        ]
            + GigAction.allCases.flatMap { action in
                [
                    .init(action, [.unpaid], .refused(.notPaid)),
                    .init(action, [.expired], .refused(.answeredTooLate)),
                    .init(action, [.failed], .refused(.paymentFailed)),
                    .init(action, [.cancelled], .refused(.alreadyRefunded)),
                ]
            }, otherwise: .notPaid)
}

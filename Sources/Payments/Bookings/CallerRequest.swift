// On a booking request's way: who asks, what they may see, and how the answer is written.
package import PaymentRules
internal import Store

/// A request about bookings.
package struct CallerRequest: Sendable {
    package let identity: RequestIdentity
    /// Whose bookings the caller may see and touch.
    package let viewer: BookingViewer
    package let render: @Sendable (BookingAnswer) -> KeptAnswer

    package init(
        _ identity: RequestIdentity, viewer: BookingViewer,
        render: @escaping @Sendable (BookingAnswer) -> KeptAnswer
    ) {
        self.identity = identity
        self.viewer = viewer
        self.render = render
    }

    package var caller: String { identity.caller }
}

package enum BookingViewer: Sendable, Equatable {
    /// Staff, and services that act for it.
    case everyone
    case student(Int64)
    case instructor(Int64)

    func sees(_ booking: Booking) -> Bool {
        switch self {
        case .everyone: true
        case .student(let id): booking.studentID == id
        case .instructor(let id): booking.instructorID == id
        }
    }
}

/// A booking with what an answer shows beside it.
package struct BookingAnswer: Sendable {
    package let booking: Booking
    package let instructor: Instructor?
    package let package: LessonPackage?
    /// Of the move of money that the request asked for.
    package let result: MovementResult
}

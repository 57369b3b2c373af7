// On a booking request's way: who asks, under which key, and how the answer is written.
package import PaymentRules
internal import Store

/// What one request is to the store: a caller's key makes it happen once, and its answer is kept with its effect.
package struct CallerRequest: Sendable {
    /// Keys are the caller's own: nobody reads another's answer.
    package let caller: String
    /// The caller's Idempotency-Key; nil: nothing is kept, and the request is done each time it is sent.
    package let key: String?
    /// SHA-256 of the route and the body.
    package let requestHash: String
    /// Whose bookings the caller may see and touch.
    package let viewer: BookingViewer
    package let render: @Sendable (BookingAnswer) -> KeptAnswer

    package init(
        caller: String, key: String?, requestHash: String, viewer: BookingViewer,
        render: @escaping @Sendable (BookingAnswer) -> KeptAnswer
    ) {
        self.caller = caller
        self.key = key
        self.requestHash = requestHash
        self.viewer = viewer
        self.render = render
    }
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

/// An answer as it is sent, and sent again.
package struct KeptAnswer: Sendable, Equatable {
    package let status: Int
    package let body: String
    package var isReplayed = false

    package init(status: Int, body: String) {
        self.status = status
        self.body = body
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

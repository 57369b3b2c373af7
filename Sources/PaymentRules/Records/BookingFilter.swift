// On the way of a list of bookings: which ones are wanted.

/// nil asks nothing.
package struct BookingFilter: Sendable, Equatable {
    package var student: Int64?
    package var instructor: Int64?
    package var status: BookingStatus?
    package var paymentStatus: PaymentStatus?
    /// Of the lesson's start, inclusive.
    package var from: Int64?
    /// Of the lesson's start, exclusive.
    package var to: Int64?

    package init() {}
}

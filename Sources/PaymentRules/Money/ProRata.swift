// On the way of a capture: what a lesson costs that was shorter than booked.

package enum ProRata {
    /// The amount's part for the minutes taught, rounded half up to the minor unit. Nothing taught is 0, for which
    /// the hold is released. More taught than booked is the whole amount: a hold cannot be captured beyond itself,
    /// and a lesson that ran over was not agreed at a higher price.
    package static func amount(_ amount: Int64, minutesTaught: Int64, minutesBooked: Int64) -> Int64 {
        guard amount > 0, minutesTaught > 0 else { return 0 }
        guard minutesTaught < minutesBooked else { return amount }
        let (down, rest) = amount.share(minutesTaught, of: minutesBooked)
        return rest >= minutesBooked - rest ? down + 1 : down
    }
}

// On the way to Stripe: the time by which everything that one request asks of Stripe must be over.

/// A moment of the monotonic clock. It is made once a request and spans all its calls and all their attempts.
package struct Deadline: Sendable {
    let endsAtMilliseconds: Int

    package init(endsAtMilliseconds: Int) {
        self.endsAtMilliseconds = endsAtMilliseconds
    }

    func millisecondsLeft(at nowMilliseconds: Int) -> Int {
        max(0, endsAtMilliseconds - nowMilliseconds)
    }
}

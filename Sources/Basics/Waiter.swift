// Under everything: time as a thing from outside, so that a test or a simulation can own it.

/// A monotonic clock that one can wait on. Back-off and deadlines go through it; policies use the wall clock.
package protocol Waiter: Sendable {
    /// Only differences mean anything. It never runs backwards.
    var nowMilliseconds: Int { get }

    func wait(milliseconds: Int) async
}

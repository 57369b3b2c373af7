// Inside the loop: from the number that the poller hands back to the object that waits for it.

/// Whoever waits for a socket. Called on the loop's thread.
package protocol ReadinessHandler: AnyObject {
    func ready(_ readiness: Readiness)
}

/// A socket's place in its loop. Stale ones are recognised: a place is never mistaken for its next tenant.
package struct Registration: Sendable {
    fileprivate let index: UInt32
    fileprivate let generation: UInt32

    var token: UInt64 { UInt64(generation) << 32 | UInt64(index) }
}

struct SlotTable {
    struct Slot {
        var generation: UInt32 = 0
        var descriptor: Int32 = -1
        var interest: Readiness = []
        var handler: (any ReadinessHandler)?
    }

    private var slots: [Slot] = []
    private var free: [UInt32] = []

    mutating func insert(
        _ descriptor: Int32, _ interest: Readiness, _ handler: any ReadinessHandler
    ) -> Registration {
        if free.isEmpty {
            free.append(UInt32(slots.count))
            slots.append(Slot())
        }
        let index = free.removeLast()
        slots[Int(index)].descriptor = descriptor
        slots[Int(index)].interest = interest
        slots[Int(index)].handler = handler
        return Registration(index: index, generation: slots[Int(index)].generation)
    }

    /// The slot's socket when `interest` is news to it.
    mutating func change(_ registration: Registration, to interest: Readiness) -> Int32? {
        guard let slot = slot(registration), slot.interest != interest else { return nil }
        slots[Int(registration.index)].interest = interest
        return slot.descriptor
    }

    mutating func remove(_ registration: Registration) -> Int32? {
        guard let slot = slot(registration) else { return nil }
        slots[Int(registration.index)] = Slot(generation: slot.generation &+ 1)
        free.append(registration.index)
        return slot.descriptor
    }

    /// Of all that are registered.
    var descriptors: [Int32] { slots.compactMap { $0.handler == nil ? nil : $0.descriptor } }

    func handler(token: UInt64) -> (any ReadinessHandler)? {
        let registration = Registration(
            index: UInt32(truncatingIfNeeded: token), generation: UInt32(token >> 32))
        return slot(registration)?.handler
    }

    private func slot(_ registration: Registration) -> Slot? {
        guard registration.index < slots.count else { return nil }
        let slot = slots[Int(registration.index)]
        return slot.generation == registration.generation && slot.handler != nil ? slot : nil
    }
}

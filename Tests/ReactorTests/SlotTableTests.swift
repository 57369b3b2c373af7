// Places of sockets in their loop: a place is never mistaken for its next tenant.
import Testing

@testable import Reactor

@Suite(.timeLimit(.minutes(5)))
struct SlotTableTests {
    @Test("a token leads to its handler until it is removed, and never to the next in its place")
    func stale() {
        var slots = SlotTable()
        let (first, second) = (Probe(), Probe())
        let old = slots.insert(7, .readable, first)
        #expect(slots.handler(token: old.token) === first)
        #expect(slots.remove(old) == 7)
        #expect(slots.handler(token: old.token) == nil)
        let new = slots.insert(7, .readable, second)
        #expect(slots.handler(token: old.token) == nil)
        #expect(slots.handler(token: new.token) === second)
        #expect(slots.remove(old) == nil)
        #expect(slots.change(old, to: .writable) == nil)
        #expect(slots.handler(token: new.token) === second)
    }

    @Test("an interest that is already there is no news")
    func change() {
        var slots = SlotTable()
        let place = slots.insert(7, .readable, Probe())
        #expect(slots.change(place, to: .readable) == nil)
        #expect(slots.change(place, to: [.readable, .writable]) == 7)
        #expect(slots.change(place, to: [.readable, .writable]) == nil)
    }

    @Test("a token that was never given out leads nowhere")
    func unknown() {
        #expect(SlotTable().handler(token: 0) == nil)
        #expect(SlotTable().handler(token: .max) == nil)
    }
}

// Proves that turns to read are spaced, whoever takes them.
import StripeClient
import Testing

@testable import Payments

@Suite("Turns to read", .timeLimit(.minutes(5)))
struct ReadPacerTests {
    /// When so many takers, who all ask at once, get their turns: milliseconds from the first.
    private func turns(
        _ count: Int, readsPerSecond: Int, at endpoints: [StripeEndpoint] = [.refunds]
    ) throws -> [Int] {
        let loop = SimulatedLoop()
        let pacer = ReadPacer(readsPerSecond: readsPerSecond)
        let start = loop.nowMilliseconds
        return try loop.run {
            await withTaskGroup(of: Int.self) { group in
                for number in 0..<count {
                    group.addTask {
                        await pacer.turn(at: endpoints[number % endpoints.count], on: loop)
                        return loop.nowMilliseconds - start
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }.sorted()
            }
        }
    }

    @Test("turns are evenly spaced, and the first is at once")
    func spaced() throws {
        #expect(try turns(5, readsPerSecond: 20) == [0, 50, 100, 150, 200])
    }

    @Test("a rate that does not divide a second is kept and never exceeded", arguments: [3, 7, 24, 60, 500])
    func oddRate(rate: Int) throws {
        let turns = try turns(rate + 1, readsPerSecond: rate)
        #expect(turns.last.map { abs($0 - 1000) <= 1 } == true)
        // Waits are rounded up to whole milliseconds.
        #expect(zip(turns, turns.dropFirst()).allSatisfy { $1 - $0 >= 1000 / rate })
    }

    @Test("an endpoint's turns are no other's")
    func endpoints() throws {
        #expect(try turns(4, readsPerSecond: 10, at: [.refunds, .paymentIntents]) == [0, 0, 100, 100])
    }

    @Test("a pause is no saving: afterwards turns are spaced as before")
    func noBurst() throws {
        let loop = SimulatedLoop()
        let pacer = ReadPacer(readsPerSecond: 20)
        let times = try loop.run {
            await pacer.turn(at: .refunds, on: loop)
            await loop.wait(milliseconds: 10_000)
            var times: [Int] = []
            for _ in 0..<3 {
                await pacer.turn(at: .refunds, on: loop)
                times.append(loop.nowMilliseconds)
            }
            return times
        }
        #expect(times[1] - times[0] == 50)
        #expect(times[2] - times[1] == 50)
    }

    @Test("when Stripe has had enough, everybody waits, and only at that endpoint")
    func pause() throws {
        let loop = SimulatedLoop()
        let pacer = ReadPacer(readsPerSecond: 20)
        let start = loop.nowMilliseconds
        let times = try loop.run {
            pacer.pause(at: .refunds, milliseconds: 3000, on: loop)
            pacer.pause(at: .refunds, milliseconds: 1000, on: loop)
            await pacer.turn(at: .paymentIntents, on: loop)
            let other = loop.nowMilliseconds
            await pacer.turn(at: .refunds, on: loop)
            return [other, loop.nowMilliseconds]
        }
        #expect(times == [start, start + 3000])
    }
}

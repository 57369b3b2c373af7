// Under a simulated run: every choice of it, from one seed.
import Basics

/// The same seed throws the same numbers, on every machine (SplitMix64: Steele, Lea and Flood, 2014).
final class Dice: @unchecked Sendable {
    // Safe: a simulation has one thread.
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }

    func within(_ range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + Int64(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// True for so many of a hundred throws.
    func falls(percent: Int) -> Bool { below(100) < percent }

    func pick<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[below(elements.count)]
    }

    /// One of the choices, each as likely as its weight.
    func pick<Choice>(weighted choices: [(weight: Int, choice: Choice)]) -> Choice {
        var left = below(choices.reduce(0) { $0 + $1.weight })
        for (weight, choice) in choices {
            if left < weight { return choice }
            left -= weight
        }
        return choices[0].choice
    }

    /// A source of its own, so that what one part of the run draws moves no other part.
    func split() -> Dice { Dice(seed: next()) }

    var bytes: RandomBytes {
        RandomBytes { buffer in
            for index in buffer.indices { buffer[index] = UInt8(truncatingIfNeeded: self.next()) }
        }
    }
}

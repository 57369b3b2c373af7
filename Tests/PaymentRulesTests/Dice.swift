// For the tests that try many cases: numbers from a seed, so that a failure can be had again.

/// SplitMix64.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Amounts of all sizes: a few cents as likely as the most there is.
    mutating func amount(upTo max: Int64 = .max) -> Int64 {
        let bits = UInt64.random(in: 0..<63, using: &self)
        return Swift.min(Int64.random(in: 0...(Int64.max >> (62 - Int64(bits))), using: &self), max)
    }
}

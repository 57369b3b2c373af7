// Under ids, faults and histories: numbers without a pattern, from a seed.

/// A sequence that is the same everywhere for the same seed (SplitMix64: Steele, Lea and Flood, 2014).
struct SplitMix64: Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// True for that share of the calls, of 0 to 1.
    mutating func falls(_ rate: Double) -> Bool {
        Double(next() >> 11) * 0x1p-53 < rate
    }

    mutating func below(_ bound: Int) -> Int {
        Int(next() % UInt64(max(1, bound)))
    }
}

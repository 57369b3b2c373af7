// Under every object: its id.

/// Ids as Stripe's look, from a seed: the same seed and the same requests give the same ids (SplitMix64).
struct StubIDs: Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// The prefix and that many letters and digits.
    mutating func make(_ prefix: String, _ length: Int) -> String {
        prefix + characters(length, from: Self.alphabet)
    }

    /// Upper-case hexadecimal, as in an invoice prefix.
    mutating func upperHex(_ length: Int) -> String {
        characters(length, from: Self.hexDigits)
    }

    mutating func digits(_ length: Int) -> String {
        characters(length, from: Self.decimalDigits)
    }

    private mutating func characters(_ length: Int, from alphabet: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: length) { buffer in
            let base = UInt64(alphabet.count)
            var bits: UInt64 = 0
            for index in 0..<length {
                // Ten characters of 62 use 60 of the 64 bits.
                if index % 10 == 0 { bits = next() }
                buffer[index] = alphabet[Int(bits % base)]
                bits /= base
            }
            return length
        }
    }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    private static let decimalDigits = Array("0123456789".utf8)
    private static let hexDigits = Array("0123456789ABCDEF".utf8)
    private static let alphabet = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
}

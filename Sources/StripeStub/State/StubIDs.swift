// Under every object: its id.

/// Ids as Stripe's look, from a seed: the same seed and the same requests give the same ids.
struct StubIDs: Sendable {
    private var dice: SplitMix64

    init(seed: UInt64) {
        dice = SplitMix64(seed: seed)
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
                if index % 10 == 0 { bits = dice.next() }
                buffer[index] = alphabet[Int(bits % base)]
                bits /= base
            }
            return length
        }
    }

    private static let decimalDigits = Array("0123456789".utf8)
    private static let hexDigits = Array("0123456789ABCDEF".utf8)
    private static let alphabet = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
}

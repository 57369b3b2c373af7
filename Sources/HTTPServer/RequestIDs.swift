// On a request's way: the name under which it appears in answers and logs.
internal import Basics

/// Fifteen characters, which Swift keeps without an allocation: six random ones for the loop, then a count.
struct RequestIDs {
    private let prefix: [UInt8]
    private var count: UInt64 = 0

    private static let digits = Array("0123456789abcdefghijklmnopqrstuv".utf8)

    init(random: RandomBytes) {
        let seed = random.uint64()
        prefix = (0..<6).map { Self.digits[Int(seed >> ($0 * 5) & 31)] }
    }

    mutating func next() -> String {
        count &+= 1
        let count = count
        let prefix = prefix
        return String(unsafeUninitializedCapacity: 15) { buffer in
            _ = buffer.initialize(from: prefix)
            for place in 0..<9 { buffer[14 - place] = Self.digits[Int(count >> (place * 5) & 31)] }
            return 15
        }
    }

    /// The caller's own id, so that one request can be followed through several services. What could forge a log
    /// line or fill it is not taken, nor what a log must not hold.
    static func accepted(_ value: ArraySlice<UInt8>) -> String? {
        guard (1...64).contains(value.count), value.allSatisfy(Ascii.isToken), !CardDigits.stand(in: value)
        else { return nil }
        return String(decoding: value, as: UTF8.self)
    }
}

// Under everything that is written: numbers as decimal digits, without a String on the way.

extension [UInt8] {
    /// Appends the number in decimal digits.
    package mutating func append(decimal value: UInt64) {
        // As many as UInt64.max has.
        let digitsMax = 20
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: digitsMax) { digits in
            var first = digitsMax
            var rest = value
            repeat {
                first -= 1
                digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            append(contentsOf: UnsafeBufferPointer(rebasing: digits[first...]))
        }
    }
}

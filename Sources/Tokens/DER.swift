// Under tokens: how OpenSSL wants its numbers written down.

/// The few elements of ASN.1 that keys and signatures are made of, in distinguished encoding (ITU-T X.690).
enum DER {
    static func sequence(_ elements: [UInt8]...) -> [UInt8] { element(0x30, elements.flatMap(\.self)) }

    /// A whole number that is not negative, from its big-endian bytes; zeros before it change nothing.
    static func integer(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var magnitude = Array(bytes.drop { $0 == 0 })
        // A first bit that is set would make it negative.
        if magnitude.first.map({ $0 >= 0x80 }) ?? true { magnitude.insert(0, at: 0) }
        return element(0x02, magnitude)
    }

    /// Of whole bytes.
    static func bitString(_ bytes: [UInt8]) -> [UInt8] { element(0x03, [0] + bytes) }

    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        var length = [UInt8(truncatingIfNeeded: content.count)]
        if content.count >= 0x80 {
            var rest = content.count >> 8
            while rest > 0 {
                length.insert(UInt8(truncatingIfNeeded: rest), at: 0)
                rest >>= 8
            }
            length.insert(0x80 | UInt8(length.count), at: 0)
        }
        return [tag] + length + content
    }
}

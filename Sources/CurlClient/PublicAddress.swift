// On the way to another server: which addresses are the public internet's, for a client that must reach no others.

internal import CCurl

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// What is not given out for the whole internet leads to this machine, to its network or to nobody: the registries of
/// special-purpose addresses at IANA (RFC 6890, as they stood in 2025). An address that is not known to be public is
/// not.
enum PublicAddress {
    static func contains(_ address: UnsafePointer<sockaddr>) -> Bool {
        let raw = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET: return contains(v4: UInt32(bigEndian: raw.load(as: sockaddr_in.self).sin_addr.s_addr))
        case AF_INET6:
            return withUnsafeBytes(of: raw.load(as: sockaddr_in6.self).sin6_addr) { bytes in
                contains(
                    v6: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
            }
        default: return false
        }
    }

    private static func contains(v4 address: UInt32) -> Bool {
        !closed.contains { network in network.contains(address) }
    }

    private static func contains(v6 high: UInt64, _ low: UInt64) -> Bool {
        // An IPv4 address in another coat is judged by what it hides: mapped (RFC 4291, section 2.5.5.2), translated
        // (RFC 6052, section 2.1), tunnelled (RFC 3056, section 2).
        if high == 0, low >> 32 == 0xFFFF { return contains(v4: UInt32(truncatingIfNeeded: low)) }
        if high == 0x64_FF9B << 32, low >> 32 == 0 { return contains(v4: UInt32(truncatingIfNeeded: low)) }
        if high >> 48 == 0x2002 { return contains(v4: UInt32(truncatingIfNeeded: high >> 16)) }
        // 2000::/3 is all that is given out; loopback, local and multicast addresses are beside it (RFC 4291,
        // section 2.4).
        guard high >> 61 == 1 else { return false }
        // 2001::/23, for protocols such as Teredo (RFC 2928); documentation: 2001:db8::/32 (RFC 3849) and 3fff::/20
        // (RFC 9637).
        return high >> 41 != 0x2001_0000 >> 9 && high >> 32 != 0x2001_0DB8 && high >> 44 != 0x3FFF0
    }

    /// All addresses with the same first bits.
    private struct Network {
        let first: UInt32
        let length: UInt32

        init(_ first: UInt32, _ second: UInt32, _ third: UInt32, _ fourth: UInt32, length: UInt32) {
            self.first = first << 24 | second << 16 | third << 8 | fourth
            self.length = length
        }

        func contains(_ address: UInt32) -> Bool { (address ^ first) >> (32 - length) == 0 }
    }

    private static let closed = [
        // This network (RFC 791, section 3.2); Linux takes 0.0.0.0 for this machine.
        Network(0, 0, 0, 0, length: 8),
        // Private networks (RFC 1918).
        Network(10, 0, 0, 0, length: 8),
        Network(172, 16, 0, 0, length: 12),
        Network(192, 168, 0, 0, length: 16),
        // Behind a provider's translation (RFC 6598).
        Network(100, 64, 0, 0, length: 10),
        // This machine (RFC 1122, section 3.2.1.3).
        Network(127, 0, 0, 0, length: 8),
        // This wire (RFC 3927), where clouds tell machines their secrets.
        Network(169, 254, 0, 0, length: 16),
        // Protocols' own (RFC 6890), relays that are gone (RFC 7526), measurements (RFC 2544).
        Network(192, 0, 0, 0, length: 24),
        Network(192, 88, 99, 0, length: 24),
        Network(198, 18, 0, 0, length: 15),
        // Documentation (RFC 5737).
        Network(192, 0, 2, 0, length: 24),
        Network(198, 51, 100, 0, length: 24),
        Network(203, 0, 113, 0, length: 24),
        // Multicast (RFC 5771), what is reserved (RFC 1112, section 4), and broadcast.
        Network(224, 0, 0, 0, length: 4),
        Network(240, 0, 0, 0, length: 4),
    ]
}

// At the start: tells an IP address from a name, and this machine's from the others'.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An address in the one spelling that `inet_pton` takes: no `127.1`, no `0x7f.1`, no zone.
struct IPAddress: Equatable {
    enum Family {
        case v4
        case v6
    }

    let family: Family
    private let bytes: [UInt8]

    init?(_ text: String) {
        var v4 = [UInt8](repeating: 0, count: 4)
        var v6 = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &v4) == 1 {
            family = .v4
            bytes = v4
        } else if inet_pton(AF_INET6, text, &v6) == 1 {
            family = .v6
            bytes = v6
        } else {
            return nil
        }
    }

    /// 127.0.0.0/8 (RFC 1122, 3.2.1.3) or ::1 (RFC 4291, 2.5.3).
    var isLoopback: Bool {
        switch family {
        case .v4: bytes[0] == 127
        case .v6: bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
        }
    }
}

// At the start: listening sockets that somebody else holds for this process, and for the one after it.
internal import Basics

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Sockets by systemd's protocol (sd_listen_fds(3)): `LISTEN_PID` names the process that they are for, `LISTEN_FDS`
/// says how many there are, from descriptor 3 on. While whoever started the process keeps them, the port is open:
/// connections that come while one process follows another wait in the kernel, and none is reset.
package struct GivenSockets: Sendable {
    package let addresses: [SocketAddress]
    let sockets: [SystemSocket]

    /// nil when this process was given none.
    ///
    /// - Throws: `SocketFailure` when one of them does not listen for TCP.
    package static func ofProcess(
        _ lookup: (String) -> String? = { Environment.ofProcess($0) }
    ) throws(SocketFailure) -> GivenSockets? {
        guard let count = lookup("LISTEN_FDS").flatMap({ Int32($0) }), (1...countMax).contains(count),
            lookup("LISTEN_PID") == "\(getpid())"
        else { return nil }
        return try GivenSockets((first..<first + count).map { SystemSocket(descriptor: $0) })
    }

    init(_ sockets: [SystemSocket]) throws(SocketFailure) {
        var addresses: [SocketAddress] = []
        for socket in sockets {
            try socket.adoptListener()
            guard let address = socket.localAddress else { throw .system("getsockname", EAFNOSUPPORT) }
            addresses.append(address)
        }
        self.addresses = addresses
        self.sockets = sockets
    }

    /// SD_LISTEN_FDS_START.
    private static let first: Int32 = 3
    /// One for each address; more is a slip of the hand.
    private static let countMax: Int32 = 16

    /// One of each for every loop: who is ready first accepts.
    func groups(count: Int) throws(SocketFailure) -> [[SystemSocket]] {
        var groups: [[SystemSocket]] = []
        do throws(SocketFailure) {
            for _ in 0..<count {
                groups.append([])
                for socket in sockets { groups[groups.count - 1].append(try socket.duplicated()) }
            }
        } catch {
            for socket in groups.joined() { socket.close() }
            throw error
        }
        for socket in sockets { socket.close() }
        return groups
    }
}

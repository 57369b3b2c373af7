// Beside the server: tells whoever started it, systemd or its kin, that it is up, alive, or stopping.
internal import Basics

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Datagrams to the socket that `NOTIFY_SOCKET` names (sd_notify(3)).
struct ServiceManager: Sendable {
    private let path: [UInt8]
    /// Half of what may pass between two signs of life (sd_watchdog_enabled(3)); nil when nobody waits for any.
    private let signOfLifeMilliseconds: Int?

    /// nil when nobody wants to be told.
    init?(_ lookup: (String) -> String? = { Environment.ofProcess($0) }) {
        guard let name = lookup("NOTIFY_SOCKET"), name.hasPrefix("/") || name.hasPrefix("@") else {
            return nil
        }
        var path = Array(name.utf8)
        // Of the abstract namespace (unix(7)).
        if path[0] == UInt8(ascii: "@") { path[0] = 0 }
        guard path.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path) else { return nil }
        self.path = path
        let isForUs = lookup("WATCHDOG_PID").map { $0 == "\(getpid())" } ?? true
        let microseconds = isForUs ? lookup("WATCHDOG_USEC").flatMap { Int($0) } : nil
        signOfLifeMilliseconds = microseconds.flatMap { $0 > 0 ? max(1, $0 / 2000) : nil }
    }

    func tellReady() { tell("READY=1") }

    func tellStopping() { tell("STOPPING=1") }

    /// Until the task is cancelled, as long as `round` comes back each time.
    ///
    /// - Parameter round: waits so many milliseconds, and then for whatever has to be alive.
    func watch(_ round: @escaping @Sendable (_ milliseconds: Int) async -> Void) -> Task<Void, Never>? {
        guard let signOfLifeMilliseconds else { return nil }
        return Task.detached {
            while !Task.isCancelled {
                await round(signOfLifeMilliseconds)
                tell("WATCHDOG=1")
            }
        }
    }

    /// What cannot be told is not: a service manager that is away is no reason to be away too.
    private func tell(_ state: String) {
        #if os(Linux)
            let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        #else
            let descriptor = socket(AF_UNIX, SOCK_DGRAM, 0)
        #endif
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let pathOffset = MemoryLayout.offset(of: \sockaddr_un.sun_path) ?? 0
        let bytes = Array(state.utf8)
        _ = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, 0, $0, socklen_t(pathOffset + path.count))
            }
        }
    }
}

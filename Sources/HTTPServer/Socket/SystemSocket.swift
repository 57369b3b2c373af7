// Under the server: the system calls on sockets, each with its errno turned into something to decide on.
#if canImport(Glibc)
    internal import CLinux
    internal import Glibc
#else
    internal import Darwin
#endif

package enum SocketFailure: Error, Equatable {
    /// A system call failed: its name and `errno`.
    case system(String, Int32)
}

extension SocketFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .system(let call, let code): "\(call): \(String(cString: strerror(code)))"
        }
    }
}

/// A non-blocking socket. A plain number with names; who holds it closes it.
struct SystemSocket {
    let descriptor: Int32

    enum Transfer {
        case bytes(Int)
        case wouldBlock
        /// The peer has closed its side.
        case ended
        case failed
    }

    /// - Parameter sharesPort: with the other loops' sockets (SO_REUSEPORT); the kernel spreads the connections.
    static func listening(
        at address: SocketAddress, backlog: Int32, sharesPort: Bool
    ) throws(SocketFailure) -> SystemSocket {
        let socket = try streaming(address.family)
        let descriptor = socket.descriptor
        do throws(SocketFailure) {
            socket.set(SOL_SOCKET, SO_REUSEADDR, 1)
            if sharesPort { socket.set(SOL_SOCKET, SO_REUSEPORT, 1) }
            if address.family == AF_INET6 { socket.set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
            guard address.withSockaddr({ bind(descriptor, $0, $1) }) == 0 else {
                throw .system("bind", errno)
            }
            guard listen(descriptor, backlog) == 0 else { throw .system("listen", errno) }
            return socket
        } catch {
            socket.close()
            throw error
        }
    }

    /// Makes a listening socket that another process opened like one of our own.
    func adoptListener() throws(SocketFailure) {
        var isListening: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &length) == 0 else {
            throw .system("getsockopt", errno)
        }
        guard isListening != 0 else { throw .system("accept", EINVAL) }
        guard fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0,
            fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
        else { throw .system("fcntl", errno) }
    }

    /// Another descriptor of the same socket, with the same queue of connections.
    func duplicated() throws(SocketFailure) -> SystemSocket {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw .system("fcntl", errno) }
        return SystemSocket(descriptor: copy)
    }

    /// The next waiting connection; nil with `errno` set when there is none.
    func accepted() -> (socket: SystemSocket, peer: SocketAddress?)? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let descriptor = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                #if os(Linux)
                    accept4(self.descriptor, $0, &length, Self.flags)
                #else
                    accept(self.descriptor, $0, &length)
                #endif
            }
        }
        guard descriptor >= 0 else { return nil }
        let socket = SystemSocket(descriptor: descriptor)
        #if !os(Linux)
            socket.makeNonBlocking()
        #endif
        // Each answer is one write: waiting to fill a segment would only delay it.
        socket.set(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        return (socket, SocketAddress(storage))
    }

    var localAddress: SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return result == 0 ? SocketAddress(storage) : nil
    }

    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .ended }
            if errno == EINTR { continue }
            return errno == EAGAIN || errno == EWOULDBLOCK ? .wouldBlock : .failed
        }
    }

    func send(_ buffer: UnsafeRawBufferPointer) -> Transfer {
        #if os(Linux)
            let flags = Int32(MSG_NOSIGNAL)
        #else
            let flags: Int32 = 0
        #endif
        while true {
            let count = Self.systemSend(descriptor, buffer.baseAddress, buffer.count, flags)
            if count >= 0 { return .bytes(count) }
            if errno == EINTR { continue }
            return errno == EAGAIN || errno == EWOULDBLOCK ? .wouldBlock : .failed
        }
    }

    func shutDownWriting() {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    /// The next `close` sends a reset and drops what was not yet sent.
    func resetOnClose() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    func close() {
        _ = Self.systemClose(descriptor)
    }

    #if os(Linux)
        /// Said with the call that makes a socket: a process that another thread starts in between would inherit it.
        private static let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)

        private static func streaming(_ family: Int32) throws(SocketFailure) -> SystemSocket {
            let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | flags, 0)
            guard descriptor >= 0 else { throw .system("socket", errno) }
            return SystemSocket(descriptor: descriptor)
        }
    #else
        private static func streaming(_ family: Int32) throws(SocketFailure) -> SystemSocket {
            let descriptor = socket(family, SOCK_STREAM, 0)
            guard descriptor >= 0 else { throw .system("socket", errno) }
            let socket = SystemSocket(descriptor: descriptor)
            socket.makeNonBlocking()
            return socket
        }

        private func makeNonBlocking() {
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            set(SOL_SOCKET, SO_NOSIGPIPE, 1)
        }
    #endif

    private func set(_ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    // Inside a type that has methods of these names, the global functions need their module's.
    #if canImport(Glibc)
        private static let systemSend = Glibc.send
        private static let systemClose = Glibc.close
    #else
        private static let systemSend = Darwin.send
        private static let systemClose = Darwin.close
    #endif
}

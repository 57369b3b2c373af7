// At the start: where the server listens, and on what its loops stand.
package import Reactor

package struct ListenSettings: Sendable {
    package let host: ListenHost
    /// 0 takes any free port.
    package let port: UInt16
    package let staticDirectory: String?
    package let loopCount: Int
    package let poller: PollerKind
    private let domain: Origin?

    /// Where browsers reach the server.
    /// - Parameter boundPort: the port it got, which `PORT=0` does not tell.
    package func origin(boundPort: UInt16) -> Origin {
        domain ?? Origin(scheme: .http, host: "localhost", port: boundPort)
    }
}

extension ListenSettings {
    /// nil when something does not fit; the reader then knows what.
    static func read(_ reader: inout SettingsReader, cores: Int) -> ListenSettings? {
        let port = reader.port(.port)
        let domain = reader.read(.domain, parseDomain)
        let directory = reader.read(.staticDirectory) { text throws(UnfitValue) in text }
        let host = readHost(&reader)
        let loops = reader.integer(.loops, in: loopRange)
        let poller = reader.read(.poller, parsePoller)
        guard let port else { return nil }
        return ListenSettings(
            host: host, port: port, staticDirectory: directory,
            loopCount: loops ?? min(max(cores, loopRange.lowerBound), loopRange.upperBound),
            poller: poller ?? .standard, domain: domain)
    }

    /// A loop is a thread; more than the largest machines have cores is a slip of the hand.
    private static let loopRange = 1...256

    private static func readHost(_ reader: inout SettingsReader) -> ListenHost {
        let isOpenAllowed = reader.isYes(.allowUnauthenticated)
        let host = reader.read(.host) { text throws(UnfitValue) in
            guard let host = ListenHost(text) else {
                throw UnfitValue("must be localhost or an IP address of this machine, such as 0.0.0.0 or ::")
            }
            guard host.isLoopback || isOpenAllowed else {
                throw UnfitValue(
                    """
                    lets other machines reach a server that asks nobody who they are. Leave it away, or \
                    set ALLOW_UNAUTHENTICATED=yes behind a proxy that asks.
                    """)
            }
            return host
        }
        return host ?? .loopback
    }

    private static func parseDomain(_ text: String) throws(UnfitValue) -> Origin {
        guard let origin = Origin(text) else {
            throw UnfitValue(
                "must be a scheme, a host and perhaps a port, without path, such as https://lessons.example.com"
            )
        }
        return origin
    }

    private static func parsePoller(_ text: String) throws(UnfitValue) -> PollerKind {
        guard let poller = PollerKind(rawValue: text) else {
            let names = PollerKind.allCases.map(\.rawValue).joined(separator: " or ")
            throw UnfitValue("must be \(names)")
        }
        return poller
    }
}

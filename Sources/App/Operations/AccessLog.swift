// After a request's way: one line for each exchange.
internal import Basics
internal import HTTPServer

struct AccessLog {
    private let log: Log
    /// A path that is no route can be as long as the client likes; its beginning tells enough.
    private static let pathCharactersMax = 256

    init(_ log: Log) {
        self.log = log
    }

    func write(_ exchange: Exchange) {
        log.info("request") { line in
            line.member("request_id", exchange.requestID)
            line.member("method", exchange.method?.name ?? "-")
            line.member("path", Self.beginning(of: exchange.path))
            line.member("status", exchange.status.code)
            line.member("duration_us", Int(exchange.durationNanoseconds / 1000))
            line.member("bytes", exchange.bodyBytes)
            if let peer = exchange.peer { line.member("peer", peer.host) }
        }
    }

    private static func beginning(of path: String) -> String {
        path.utf8.count <= pathCharactersMax ? path : String(path.prefix(pathCharactersMax))
    }
}

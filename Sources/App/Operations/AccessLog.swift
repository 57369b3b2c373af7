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
            line.member("path", Self.told(exchange))
            line.member("status", exchange.status.code)
            line.member("duration_us", Int(exchange.durationNanoseconds / 1000))
            line.member("bytes", exchange.bodyBytes)
            if let peer = exchange.peer { line.member("peer", peer.host) }
        }
    }

    /// Of a path with a card's number in it, which somebody put there by mistake, the route's pattern.
    private static func told(_ exchange: Exchange) -> String {
        let path = exchange.path
        guard !holdsCard(path) else { return exchange.route ?? "[redacted]" }
        return path.utf8.count <= pathCharactersMax ? path : String(path.prefix(pathCharactersMax))
    }

    private static func holdsCard(_ path: String) -> Bool {
        guard path.utf8.contains(UInt8(ascii: "%")) else { return CardDigits.stand(in: path.utf8) }
        let bytes = Array(path.utf8)[...]
        return CardDigits.stand(in: PercentEncoding.decode(bytes) ?? bytes)
    }
}

// On a request's way: what makes two requests the same one.
internal import Basics
internal import HTTPServer
internal import Payments

extension RequestIdentity {
    init(_ request: Request, _ caller: Caller) throws(FormFailure) {
        // Where a path is answered with and without its closing slash, it is the same one.
        var path = request.head.path
        if path.last == UInt8(ascii: "/") { path = path.dropLast() }
        let line = "\(request.head.methodText) \(String(decoding: path, as: UTF8.self))\n"
        try self.init(request, caller, digesting: Array(line.utf8) + request.body)
        // The digest of a card's number is as good as the number.
        guard key == nil || !CardDigits.stand(in: request.body) else {
            throw .unreadableBody("it holds a card's number, where none belongs")
        }
    }

    /// - Parameter content: all by which two requests differ, and nothing that a digest, which is kept, must not give
    ///   away.
    init(_ request: Request, _ caller: Caller, digesting content: [UInt8]) throws(FormFailure) {
        self.init(
            caller: caller.name, key: try IdempotencyKeyHeader.read(request),
            requestHash: Hex.encode(Digest.sha256(content)))
    }
}

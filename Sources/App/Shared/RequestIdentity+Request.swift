// On a request's way: what makes two requests the same one.
internal import Basics
internal import HTTPServer
internal import Payments

extension RequestIdentity {
    init(_ request: Request, _ caller: Caller) throws(FormFailure) {
        let line = "\(request.head.methodText) \(String(decoding: request.head.path, as: UTF8.self))\n"
        self.init(
            caller: caller.name, key: try IdempotencyKeyHeader.read(request),
            requestHash: Hex.encode(Digest.sha256(Array(line.utf8) + request.body)))
    }
}

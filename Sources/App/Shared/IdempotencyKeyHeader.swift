// On a request's way: the name that a caller gives a request, to send it again without its being done again.
internal import Basics
internal import HTTPServer

/// The caller's name for one logical call (draft-ietf-httpapi-idempotency-key-header). Part of no body.
enum IdempotencyKeyHeader {
    static let name: StaticString = "idempotency-key"
    private static let bytesMax = 255

    static let schema = JSONSchema.string(pattern: "^[!-~]{1,\(bytesMax)}$")

    /// nil when there is none.
    static func read(_ request: Request) throws(FormFailure) -> String? {
        guard let value = request.head.value(of: name) else { return nil }
        guard request.head.count(of: name) == 1, (1...bytesMax).contains(value.count),
            value.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !CardDigits.stand(in: value)
        else { throw .badIdempotencyKey }
        return String(decoding: value, as: UTF8.self)
    }
}

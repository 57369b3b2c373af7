// On an answer's way: the status codes that this server speaks (RFC 9110 section 15).

package struct Status: Hashable, Sendable {
    package let code: Int
    package let reason: StaticString

    private init(_ code: Int, _ reason: StaticString) {
        self.code = code
        self.reason = reason
    }

    package static func == (left: Status, right: Status) -> Bool { left.code == right.code }

    package func hash(into hasher: inout Hasher) { hasher.combine(code) }

    /// 1xx, 204 and 304 never have a body (RFC 9112 section 6.3).
    package var mayHaveBody: Bool { code >= 200 && code != 204 && code != 304 }

    package static let ok = Status(200, "OK")
    package static let created = Status(201, "Created")
    package static let accepted = Status(202, "Accepted")
    package static let noContent = Status(204, "No Content")
    package static let seeOther = Status(303, "See Other")
    package static let notModified = Status(304, "Not Modified")
    package static let badRequest = Status(400, "Bad Request")
    package static let unauthorized = Status(401, "Unauthorized")
    package static let paymentRequired = Status(402, "Payment Required")
    package static let forbidden = Status(403, "Forbidden")
    package static let notFound = Status(404, "Not Found")
    package static let methodNotAllowed = Status(405, "Method Not Allowed")
    package static let requestTimeout = Status(408, "Request Timeout")
    package static let conflict = Status(409, "Conflict")
    package static let contentTooLarge = Status(413, "Content Too Large")
    package static let uriTooLong = Status(414, "URI Too Long")
    package static let unsupportedMediaType = Status(415, "Unsupported Media Type")
    package static let expectationFailed = Status(417, "Expectation Failed")
    package static let misdirectedRequest = Status(421, "Misdirected Request")
    package static let unprocessableContent = Status(422, "Unprocessable Content")
    package static let tooManyRequests = Status(429, "Too Many Requests")
    package static let headerFieldsTooLarge = Status(431, "Request Header Fields Too Large")
    package static let internalServerError = Status(500, "Internal Server Error")
    package static let notImplemented = Status(501, "Not Implemented")
    package static let badGateway = Status(502, "Bad Gateway")
    package static let serviceUnavailable = Status(503, "Service Unavailable")
    package static let gatewayTimeout = Status(504, "Gateway Timeout")
    package static let versionNotSupported = Status(505, "HTTP Version Not Supported")

    /// For servers that pass on a status they were told: an unlisted code has no reason phrase.
    package init(code: Int) {
        self = Self.all.first { $0.code == code } ?? Status(code, "")
    }

    package static let all: [Status] = [
        ok, created, accepted, noContent, seeOther, notModified, badRequest, unauthorized, paymentRequired,
        forbidden,
        notFound,
        methodNotAllowed, requestTimeout, conflict, contentTooLarge, uriTooLong, unsupportedMediaType,
        expectationFailed, misdirectedRequest, unprocessableContent, tooManyRequests, headerFieldsTooLarge,
        internalServerError,
        notImplemented, badGateway, serviceUnavailable, gatewayTimeout, versionNotSupported,
    ]
}

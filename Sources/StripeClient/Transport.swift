// On the way to Stripe: the one seam. Everything above it is bytes in, bytes out, and is tested without a network.

package protocol Transport: Sendable {
    /// One attempt. It ends by the request's deadline, follows no redirect and repeats nothing.
    func send(_ request: TransportRequest) async throws(TransportFailure) -> TransportResponse
}

package struct TransportRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case delete = "DELETE"
    }

    package let method: Method
    /// Path and query, encoded: `/v1/payment_methods?customer=cus_1`.
    package let target: String
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
    /// What is left for this attempt, from connecting to the body's last byte.
    package let deadlineMilliseconds: Int

    package init(
        method: Method, target: String, headers: [(name: String, value: String)], body: [UInt8],
        deadlineMilliseconds: Int
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.deadlineMilliseconds = deadlineMilliseconds
    }
}

/// The headers hold the key and the body holds a customer's data: printing shows neither.
extension TransportRequest: CustomStringConvertible, CustomReflectable {
    package var description: String { "\(method.rawValue) \(target.prefix { $0 != "?" })" }
    package var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}

package struct TransportResponse: Sendable {
    package let status: Int
    package let body: [UInt8]
    private let headers: [(name: String, value: String)]

    package init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, in any case (RFC 9110, section 5.1).
    package func header(_ name: StaticString) -> String? {
        headers.first { Self.isSame($0.name, name) }?.value
    }

    private static func isSame(_ name: String, _ wanted: StaticString) -> Bool {
        wanted.withUTF8Buffer { wanted in
            name.utf8.count == wanted.count
                && zip(name.utf8, wanted).allSatisfy { lower($0) == lower($1) }
        }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
}

/// Why an attempt brought no response. The reason is for the log.
package enum TransportFailure: Error, Sendable, Equatable {
    /// No connection came about: Stripe has surely seen nothing of the request.
    case notSent(reason: String)
    /// The connection broke after the request, or a part of it, was sent: what Stripe did is unknown.
    case noAnswer(reason: String)
    /// The deadline passed: what Stripe did is unknown.
    case timedOut
}

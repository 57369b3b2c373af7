// On an event's way from Stripe: proves that it comes from Stripe, before anything in it is believed.
package import Basics

/// The check of `Stripe-Signature` (docs.stripe.com/webhooks/signature):
///
///     t=1700000000,v1=<hex>[,v1=<hex>...][,v0=...]
///
/// `v1` is HMAC-SHA256 of the text of `t`, a dot and the body's raw bytes, under the whole secret, `whsec_` and all.
package enum WebhookSignature {
    /// As Stripe's own libraries: who records a delivery cannot send it again later.
    package static let toleranceSeconds: Int64 = 300

    /// Returns when the payload is Stripe's and fresh.
    ///
    /// - Parameters:
    ///   - payload: the body as it came, byte for byte; JSON that was read and written again is another one.
    ///   - secrets: any of them will do, so that a secret can be rolled; Stripe signs with both for a day. An empty
    ///     one never matches.
    ///   - nowSeconds: of the wall clock. A time in the future is accepted, for clocks differ.
    package static func verify(
        _ payload: [UInt8], header: String, secrets: [Secret],
        toleranceSeconds: Int64 = toleranceSeconds, nowSeconds: Int64
    ) throws(WebhookSignatureFailure) {
        let header = try Header(header)
        let message = Array(header.time.utf8) + [UInt8(ascii: ".")] + payload
        guard secrets.contains(where: { header.isSigned(message, by: $0) }) else { throw .noMatch }
        guard nowSeconds - header.timeSeconds <= toleranceSeconds else { throw .tooOld }
    }

    private struct Header {
        /// As it was signed.
        let time: String
        let timeSeconds: Int64
        private let signatures: [[UInt8]]

        init(_ header: String) throws(WebhookSignatureFailure) {
            var times: [String] = []
            var signatures: [[UInt8]] = []
            // By bytes: as Characters, a comma may be one with what stands beside it.
            let items = Array(header.utf8).split(
                separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            for item in items {
                guard let equals = item.firstIndex(of: UInt8(ascii: "=")) else { throw .malformed }
                let value = item[(equals + 1)...]
                switch String(decoding: item[..<equals], as: UTF8.self) {
                case "t": times.append(String(decoding: value, as: UTF8.self))
                case "v1": signatures.append(Array(value))
                // `v0` is a weaker scheme, of test events only; others may come.
                default: break
                }
            }
            guard times.count == 1, let time = times.first, !signatures.isEmpty,
                time.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let seconds = Int64(time)
            else { throw .malformed }
            self.time = time
            timeSeconds = seconds
            self.signatures = signatures
        }

        func isSigned(_ message: [UInt8], by secret: Secret) -> Bool {
            let key = Array(secret.reveal().utf8)
            guard !key.isEmpty, let code = Digest.hmacSHA256(key: key, message) else { return false }
            let expected = Array(Hex.encode(code).utf8)
            return signatures.contains { Digest.isSame($0, expected) }
        }
    }
}

package enum WebhookSignatureFailure: Error, Equatable {
    /// Not of the form above: no time, two times, no `v1`.
    case malformed
    /// No `v1` is of any of the secrets: another's, or the body was changed.
    case noMatch
    /// Stripe's, but signed longer ago than is tolerated: perhaps sent again by someone else.
    case tooOld
}

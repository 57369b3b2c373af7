// On a webhook's way out: the line that proves to its receiver who wrote it, and when.
internal import Basics
internal import Foundation

/// What `webhook-signature` holds (standardwebhooks.com, "Signature scheme"): `v1,` and base64 of HMAC-SHA256 of the
/// id, the time and the body with dots between them; one for each secret, so that a receiver can change its own at
/// leisure.
enum HookSignature {
    /// - Parameters:
    ///   - id: of the event; the same at every attempt.
    ///   - timestamp: of the attempt, in Unix seconds.
    ///   - body: as it is sent, byte for byte.
    /// - Returns: nil when OpenSSL has no memory for it.
    static func header(
        id: String, timestamp: Int64, body: [UInt8], secrets: [HookSecret]
    ) -> String? {
        let message = Array("\(id).\(timestamp).".utf8) + body
        let signatures = secrets.compactMap { secret in
            Digest.hmacSHA256(key: secret.key, message).map { "v1," + Data($0).base64EncodedString() }
        }
        return signatures.count == secrets.count ? signatures.joined(separator: " ") : nil
    }
}

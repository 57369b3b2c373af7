// On a request's way: a token taken apart. Nothing in it is believed yet.
internal import Basics

/// The compact form of a signed token (RFC 7515 section 7.1): header, payload and signature, with dots between them.
///
/// Of the header only `alg`, `typ`, `kid` and `crit` are read. `jku`, `jwk`, `x5u` and `x5c` would name or bring a
/// key: nobody takes a stranger's word for which key proves it (RFC 8725 section 3.10).
package struct SignedToken: Sendable {
    /// A header line with a few claims has some hundred bytes.
    static let bytesMax = 8 * 1024

    let algorithm: TokenKey.Algorithm
    let keyID: String?
    /// Header and payload as they were written, with their dot.
    let message: [UInt8]
    let payload: [UInt8]
    let signature: [UInt8]

    init(_ token: [UInt8]) throws(TokenFailure) {
        guard token.count <= Self.bytesMax else { throw .tooLong }
        let parts = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformed("it is not three parts with dots between them") }
        let header = try ClaimsSet(try Self.decode(parts[0], "header"))
        payload = try Self.decode(parts[1], "payload")
        signature = try Self.decode(parts[2], "signature")
        message = Array(token[..<parts[1].endIndex])
        guard !header.has("crit") else { throw .criticalExtension }
        guard let name = try header.text("alg"), let algorithm = TokenKey.Algorithm(rawValue: name) else {
            throw .unsupportedAlgorithm
        }
        if let type = try header.text("typ"), !Self.isOurs(type) { throw .wrongType }
        self.algorithm = algorithm
        keyID = try header.text("kid")
    }

    private static func decode(_ part: ArraySlice<UInt8>, _ name: String) throws(TokenFailure) -> [UInt8] {
        guard !part.isEmpty else { throw .malformed("its \(name) is empty") }
        guard let bytes = Base64URL.decode(part) else { throw .malformed("its \(name) is not base64url") }
        return bytes
    }

    /// A media type, whose case does not matter and whose `application/` may be left away (RFC 7515 section 4.1.9):
    /// any token (RFC 7519 section 5.1), or one for access (RFC 9068 section 2.1).
    private static func isOurs(_ type: String) -> Bool {
        let type = type.lowercased()
        let prefix = "application/"
        return ["jwt", "at+jwt"].contains(
            type.hasPrefix(prefix) ? String(type.dropFirst(prefix.count)) : type)
    }
}

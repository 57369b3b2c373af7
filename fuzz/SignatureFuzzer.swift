// Beside the webhooks' tests: libFuzzer looks for a signature's header that crashes its reader or deceives it.
//
// Built by scripts/fuzz from the very files of the server; see there.

/// The first line is the header, the rest the payload.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSignature(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
    let header = String(decoding: bytes[..<end], as: UTF8.self)
    let payload = Array(bytes[min(end + 1, bytes.endIndex)...])
    let outcome = SignatureFuzzer.outcome(payload, header)
    precondition(outcome != nil, "a signature by nobody is believed")
    guard let time = SignatureFuzzer.time(header), let code = SignatureFuzzer.sign(time, payload) else {
        return 0
    }

    let signed = SignatureFuzzer.outcome(payload, "\(header),v1=\(code)")
    precondition(signed != .noMatch, "a true signature is not found among others")
    if outcome == .noMatch { precondition(signed != .malformed, "a true signature spoils the header") }
    let other = SignatureFuzzer.outcome(payload + [0], "\(header),v1=\(code)")
    precondition(
        other == .noMatch || other == signed && signed == .malformed, "a changed payload is believed")
    let weak = SignatureFuzzer.outcome(payload, "\(header),v0=\(code)")
    precondition(weak == outcome, "a scheme that is not v1 is believed")
    return 0
}

enum SignatureFuzzer {
    private static let secret = Secret("whsec_fuzz")
    private static let nowSeconds: Int64 = 1_700_000_000

    /// Nil: it was believed.
    static func outcome(_ payload: [UInt8], _ header: String) -> WebhookSignatureFailure? {
        do throws(WebhookSignatureFailure) {
            // An empty secret stands beside the true one, and never matches.
            try WebhookSignature.verify(
                payload, header: header, secrets: [Secret(""), secret], nowSeconds: nowSeconds)
            return nil
        } catch {
            return error
        }
    }

    /// The text of the first `t`, by bytes.
    static func time(_ header: String) -> String? {
        let items = Array(header.utf8).split(separator: UInt8(ascii: ","))
        let item = items.first { $0.starts(with: "t=".utf8) }
        return item.map { String(decoding: $0.dropFirst(2), as: UTF8.self) }
    }

    static func sign(_ time: String, _ payload: [UInt8]) -> String? {
        Digest.hmacSHA256(key: Array(secret.reveal().utf8), Array("\(time).".utf8) + payload)
            .map { Hex.encode($0) }
    }
}

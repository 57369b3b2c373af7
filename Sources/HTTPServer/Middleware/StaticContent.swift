// On a request's way: bytes that are the same for everyone, compressed and named once.
internal import Basics

/// A page or a file that does not change while the server runs. It answers 304 to who has it already (RFC 9110
/// section 13.1.2), and gzip to who takes it.
package struct StaticContent: Sendable {
    private let plain: Response
    /// nil where compression does not pay.
    private let compressed: Response?
    private let unchanged: Response
    private let tag: String

    /// - Parameter fields: what else every answer carries, also the 304.
    package init(_ body: [UInt8], type: FieldValue, fields: [Response.Field] = []) {
        // Weak, because it stands for both encodings (RFC 9110 section 8.8.1).
        tag = "\"\(Hex.encode(Digest.sha256(body)).prefix(32))\""
        var shared = fields
        if let weakTag = FieldValue("W/\(tag)") { shared.append(Response.Field("ETag", weakTag)) }
        shared.append(Response.Field("Cache-Control", FieldValue(constant: "no-cache")))
        shared.append(Response.Field("Vary", FieldValue(constant: "Accept-Encoding")))
        unchanged = Response(.notModified, fields: shared)
        plain = Response(.ok, fields: [Response.Field("Content-Type", type)] + shared, body: body)
        if let smaller = Gzip.compress(body), smaller.count < body.count {
            var response = plain
            response.body = smaller
            response.add("Content-Encoding", FieldValue(constant: "gzip"))
            compressed = response
        } else {
            compressed = nil
        }
    }

    @Sendable package func answer(_ request: Request) async -> Response {
        if isKnown(request.head.value(of: "if-none-match")) { return unchanged }
        if let compressed, Gzip.accepts(request.head.value(of: "accept-encoding")) { return compressed }
        return plain
    }

    /// `*`, or a list of tags, compared weakly (RFC 9110 section 8.8.3.2). Ours hold no comma.
    private func isKnown(_ value: ArraySlice<UInt8>?) -> Bool {
        guard let value else { return false }
        return value.split(separator: Ascii.comma).contains { item in
            let given = item.trimmed
            let opaque = given.starts(with: "W/".utf8) ? given.dropFirst(2) : given
            return opaque.elementsEqual(tag.utf8) || given.elementsEqual([Ascii.asterisk])
        }
    }
}

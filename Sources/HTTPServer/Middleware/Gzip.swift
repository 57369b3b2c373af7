// On an answer's way: gzip for the routes that say their answers may be compressed.
internal import CZlib

/// Compresses where the client accepts it and it pays. Not for answers that hold a secret next to what the caller
/// chose: their compressed length would tell of the secret (BREACH).
package enum Gzip {
    /// Below this the gain is lost in the head.
    static let bytesMin = 1024

    package static func wrap(_ handler: @escaping Handler) -> Handler {
        { request in
            var response = await handler(request)
            response.add("Vary", FieldValue(constant: "Accept-Encoding"))
            guard response.body.count >= bytesMin, accepts(request.head.value(of: "accept-encoding")),
                let compressed = compress(response.body), compressed.count < response.body.count
            else { return response }
            response.body = compressed
            response.add("Content-Encoding", FieldValue(constant: "gzip"))
            return response
        }
    }

    /// `gzip` or `*` in the list, not with a weight of 0 (RFC 9110 section 12.5.3).
    static func accepts(_ value: ArraySlice<UInt8>?) -> Bool {
        guard let value else { return false }
        return value.split(separator: Ascii.comma).contains { item in
            let parts = item.split(separator: Ascii.semicolon).map(\.trimmed)
            guard let coding = parts.first,
                coding.equalsIgnoringCase("gzip") || coding.elementsEqual([Ascii.asterisk])
            else { return false }
            let isRefused = parts.dropFirst().contains { weight in
                weight.starts(with: "q=0".utf8)
                    && weight.dropFirst(3).allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") }
            }
            return !isRefused
        }
    }

    /// nil when zlib refuses, which it does only for want of memory.
    static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard fermata_gzip_start(&stream, Z_DEFAULT_COMPRESSION) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        let room = Int(deflateBound(&stream, UInt(bytes.count)))
        var input = bytes
        let compressed = input.withUnsafeMutableBufferPointer { input in
            [UInt8](unsafeUninitializedCapacity: room) { output, count in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(room)
                count = deflate(&stream, Z_FINISH) == Z_STREAM_END ? room - Int(stream.avail_out) : 0
            }
        }
        return compressed.isEmpty ? nil : compressed
    }
}

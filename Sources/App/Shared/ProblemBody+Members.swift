// On an answer's way: problem documents that say more than what went wrong.
internal import Basics
internal import HTTPServer

extension ProblemBody {
    /// With members of the door's own behind the others (RFC 9457 section 3.2).
    ///
    /// - Parameter members: writes one at least.
    static func response(
        _ status: Status, code: String, detail: String, _ request: Request,
        adding members: (inout JSONWriter) -> Void
    ) -> Response {
        var response = response(status, code: code, detail: detail, request)
        var more = JSONWriter()
        more.beginObject()
        members(&more)
        more.endObject()
        // One object goes on where the other ends, before its brace and line feed.
        response.body.removeLast(2)
        response.body.append(UInt8(ascii: ","))
        response.body += more.bytes.dropFirst()
        response.body.append(UInt8(ascii: "\n"))
        return response
    }
}

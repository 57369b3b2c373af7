// The pages that a booking's links open, for short.
import Basics
import CurlClient
import HTTPServer
import Testing

/// A page as it came.
struct PageReply {
    let status: Int
    let html: String
    private let response: CurlResponse

    init(_ response: CurlResponse) {
        self.response = response
        status = response.status
        html = String(decoding: response.body, as: UTF8.self)
    }

    func header(_ name: String) -> String? { response.header(name) }
}

extension Desk {
    func advance(_ seconds: Int64) {
        clock.withLock { $0 += seconds }
    }

    /// The path and query of a booking's link.
    func statusPath(_ booking: Int64) async throws -> String {
        let url = try #require(
            try await get("/bookings/\(booking)").json["status_url"]?.string, "\(booking)")
        let base = "http://localhost:\(shop.address.port)"
        #expect(url.hasPrefix("\(base)/bookings/\(booking)/status?signature="))
        return String(url.dropFirst(base.utf8.count))
    }

    func page(_ path: String) async throws -> PageReply {
        PageReply(try await shop.getRaw(path))
    }

    func send(_ form: String, to path: String) async throws -> PageReply {
        let type = "Content-Type: application/x-www-form-urlencoded"
        return PageReply(try await shop.postRaw(path, Array(form.utf8), headers: [type]))
    }

    /// A booking that was taught, with the path of its rating page.
    func taught() async throws -> (booking: Int64, ratingPath: String) {
        let booking = try await held()
        #expect(try await act("complete", booking).paymentStatus == "captured")
        let html = try await page(try await statusPath(booking)).html
        let link = try #require(html.firstMatch(of: #/http://localhost:[0-9]+(/[^"]+/rating[^"]+)"/#))
        return (booking, String(link.output.1))
    }
}

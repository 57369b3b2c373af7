// What the server refuses by itself has the shape of the door whose path was asked for.
import App
import Basics
import CurlClient
import Testing

@Suite("Errors of the server's own", .timeLimit(.minutes(1)), .serialized)
struct ErrorShapeTests {
    @Test("under the bookings' paths they are problem documents, elsewhere the shop's")
    func byDoor() async throws {
        try await Shop.open { shop in
            for (path, status, code) in [
                ("/bookings/1/nothing", 404, "not_found"), ("/students", 405, "method_not_allowed"),
                ("/payments/1", 404, "not_found"), ("/bookings/1/cancel", 405, "method_not_allowed"),
            ] {
                let reply = try await shop.get(path)
                #expect(reply.status == status, "\(path): \(reply.text)")
                #expect(reply.isProblem, "\(path): \(reply.text)")
                #expect(reply.problem == code)
                #expect(reply.json["request_id"]?.string == reply.header("X-Request-Id"))
            }
            let large = try await shop.post("/bookings", json: String(repeating: " ", count: 70_000) + "{}")
            #expect(large.status == 413)
            #expect(large.isProblem, "\(large.text)")
            for path in ["/nothing", "/bookingsx", "/schedule-lesson"] {
                let reply = try await shop.get(path)
                #expect(!reply.isProblem && reply.errorCode != nil, "\(path): \(reply.text)")
            }
        }
    }
}

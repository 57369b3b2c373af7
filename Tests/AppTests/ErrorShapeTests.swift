// What the server refuses by itself has the shape of the door whose path was asked for.
import App
import Basics
import CurlClient
import Testing

@Suite("Errors of the server's own", .timeLimit(.minutes(5)), .serialized)
struct ErrorShapeTests {
    @Test("under the marketplace's paths they are the marketplace's, with the closing slash and without")
    func market() async throws {
        try await Shop.open { shop in
            for (path, status, code) in [
                ("/api", 404, "not_found"), ("/api/", 404, "not_found"),
                ("/api/payments/1/", 404, "not_found"),
                ("/stripe-payments/process-payment/", 405, "method_not_allowed"),
                ("/stripe-payments/process-payment", 405, "method_not_allowed"),
                ("/api/bookings/1/confirm", 405, "method_not_allowed"),
                ("/api/payments/process_payment/", 404, "not_found"),
            ] {
                let reply = try await shop.get(path)
                #expect(reply.status == status, "\(path): \(reply.text)")
                #expect(reply.json["success"]?.bool == false, "\(path): \(reply.text)")
                #expect(reply.detailsCode == code, "\(path): \(reply.text)")
                let isAllowed = reply.header("Allow").map { $0 == "POST, OPTIONS" } ?? (status == 404)
                #expect(isAllowed, "\(path): \(reply.header("Allow") ?? "")")
            }
            let near = try await shop.get("/api/payments/process_payment/")
            #expect(near.text.contains("Did you mean /api/payments/process-payment/?"))
            for path in ["/api/payments/process-payment", "/api/payments/process-payment/"] {
                let large = try await shop.post(path, json: String(repeating: " ", count: 70_000) + "{}")
                #expect(large.status == 413)
                #expect(large.json["success"]?.bool == false, "\(large.text)")
            }
        }
    }

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

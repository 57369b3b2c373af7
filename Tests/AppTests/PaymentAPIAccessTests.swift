// Who may do what at the payment door, by the scopes of their token.
import App
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Access to the payment door", .timeLimit(.minutes(5)), .serialized)
struct PaymentAPIAccessTests {
    @Test("PUT /payment wants both scopes: either alone is 403, and says which are wanted")
    func put() async throws {
        try await PaymentDesk.open { desk in
            for bearer in [PaymentDesk.Bearer.reading, .writing, .nothing] {
                let reply = try await desk.put(desk.charge(), as: bearer)
                #expect(reply.status == 403, "\(reply.text)")
                #expect(reply.problem == "insufficient_scope")
                let challenge = reply.header("WWW-Authenticate") ?? ""
                #expect(challenge.contains(#"error="insufficient_scope""#))
                #expect(challenge.contains("write:payment") && challenge.contains("read:payment"))
            }
            #expect(desk.shop.stripe.calls.isEmpty)
            #expect(try await desk.put(desk.charge(), as: .both).isAuthorized)
            let staff = try await desk.put(desk.charge(["stripeToken": #""tok_visa""#]), as: .staff)
            #expect(staff.isAuthorized)
        }
    }

    @Test("reads want read:payment alone, the other writes write:payment alone; staff have all")
    func others() async throws {
        try await PaymentDesk.open { desk in
            let id = try await desk.held()
            for path in ["/payment/\(id)", "/payments"] {
                for bearer in [PaymentDesk.Bearer.reading, .both, .staff] {
                    #expect(try await desk.get(path, as: bearer).status == 200)
                }
                for bearer in [PaymentDesk.Bearer.writing, .nothing] {
                    let reply = try await desk.get(path, as: bearer)
                    #expect(reply.status == 403, "\(reply.text)")
                    #expect(reply.header("WWW-Authenticate")?.contains(#"scope="read:payment""#) == true)
                }
            }
            for verb in ["complete", "refund", "cancel"] {
                for bearer in [PaymentDesk.Bearer.reading, .nothing] {
                    let reply = try await desk.post("/payment/\(id)/\(verb)", as: bearer)
                    #expect(reply.status == 403, "\(reply.text)")
                    #expect(reply.header("WWW-Authenticate")?.contains(#"scope="write:payment""#) == true)
                }
            }
            #expect(try await desk.get("/payment/\(id)").isAuthorized)
            #expect(try await desk.post("/payment/\(id)/complete", as: .writing).status == 200)
            #expect(try await desk.post("/payment/\(id)/refund", #"{"amount":1}"#, as: .both).status == 200)
            #expect(try await desk.post("/payment/\(id)/cancel", as: .staff).status == 200)
        }
    }

    @Test("without a token every route is 401 and says how to come with one")
    func nobody() async throws {
        try await PaymentDesk.open { desk in
            let id = try await desk.held()
            let calls = desk.shop.stripe.calls.count
            var replies = [
                try await desk.put(desk.charge(), as: .nobody),
                try await desk.get("/payment/\(id)", as: .nobody),
                try await desk.get("/payments", as: .nobody),
            ]
            for verb in ["complete", "cancel", "refund"] {
                replies.append(try await desk.post("/payment/\(id)/\(verb)", as: .nobody))
            }
            for reply in replies {
                #expect(reply.status == 401, "\(reply.text)")
                #expect(reply.header("WWW-Authenticate")?.hasPrefix("Bearer realm=") == true)
                #expect(reply.problem == "token_missing")
            }
            #expect(desk.shop.stripe.calls.count == calls)
        }
    }
}

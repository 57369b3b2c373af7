// The three routes of the airline sample: Stripe's own objects, under the names that its callers read.
import App
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("The airline's routes", .timeLimit(.minutes(5)), .serialized)
struct AirlineRoutesTests {
    private let seat =
        #"{"amount":100.99,"currency":"USD","stripeToken":"pm_card_visa","email":"foo@example.com"}"#

    @Test("charge holds, capture collects, refund gives back; each answers Stripe's own object")
    func life() async throws {
        try await Desk.open { desk in
            let charge = try await desk.post("/charge", seat)
            #expect(charge.status == 200, "\(charge.text)")
            let created = try #require(charge.json["createdCharge"])
            let id = try #require(created["id"]?.string)
            #expect(created["object"]?.string == "charge")
            #expect(created["amount"]?.integer == 10099)
            #expect(created["captured"]?.bool == false)

            let capture = try await desk.post("/capture", #"{"chargeId":"\#(id)"}"#)
            #expect(capture.status == 200, "\(capture.text)")
            let captured = try #require(capture.json["capturedCharge"])
            #expect(captured["id"]?.string == id)
            #expect(captured["amount"]?.integer == 10099)
            #expect(captured["captured"]?.bool == true)
            #expect(captured["receipt_url"] != nil)

            let refund = try await desk.post("/refund", #"{"chargeId":"\#(id)"}"#)
            #expect(refund.status == 200, "\(refund.text)")
            #expect(refund.json["createdRefund"]?["object"]?.string == "refund")
            #expect(refund.json["createdRefund"]?["amount"]?.integer == 10099)
            let again = try await desk.post("/refund", #"{"chargeId":"\#(id)"}"#)
            #expect(again.json["createdRefund"]?["id"]?.string == refund.json["createdRefund"]?["id"]?.string)
        }
    }

    @Test("what cannot be done is a problem document: a decline, an unknown charge, a refund of a hold")
    func refusals() async throws {
        try await Desk.open { desk in
            let declined = try await desk.post(
                "/charge", #"{"amount":10,"currency":"USD","stripeToken":"pm_card_visa_chargeDeclined"}"#)
            #expect(declined.status == 402, "\(declined.text)")
            #expect(declined.isProblem)
            let unknown = try await desk.post("/capture", #"{"chargeId":"ch_nobody"}"#)
            #expect(unknown.status == 404 && unknown.isProblem, "\(unknown.text)")
            let unnamed = try await desk.post("/capture", "{}")
            #expect(unnamed.status == 400 && unnamed.problem == "parameter_missing", "\(unnamed.text)")
            let held = try await desk.post("/charge", seat)
            let id = try #require(held.json["createdCharge"]?["id"]?.string)
            let refund = try await desk.post("/refund", #"{"chargeId":"\#(id)"}"#)
            #expect(refund.status == 409 && refund.problem == "nothing_captured", "\(refund.text)")
        }
    }

    @Test("they want a token with write:payment, unless the owner of this machine says otherwise")
    func access() async throws {
        try await Shop.open { shop in
            let refused = try await shop.post("/charge", json: seat)
            #expect(refused.status == 401, "\(refused.text)")
            #expect(refused.header("WWW-Authenticate") != nil)
        }
        try await Shop.open(["AIRLINE_ROUTES_OPEN": "yes"]) { shop in
            let taken = try await shop.post("/charge", json: seat)
            #expect(taken.status == 200, "\(taken.text)")
            let foreign = try await shop.post(
                "/charge", json: seat, headers: ["Origin: https://evil.example"])
            #expect(foreign.status == 403, "\(foreign.text)")
        }
    }

    @Test("open routes on an address that others reach are refused at the start")
    func openToOthers() {
        #expect(throws: SettingsFailure.self) {
            try Settings.load(
                Environment(
                    process: {
                        [
                            "AIRLINE_ROUTES_OPEN": "yes", "HOST": "0.0.0.0", "ALLOW_UNAUTHENTICATED": "yes",
                        ][$0]
                    }, file: nil), sandbox: true)
        }
    }
}

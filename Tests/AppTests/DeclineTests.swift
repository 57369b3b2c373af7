// Every card that Stripe has for declines: its code and message, the intent's id, and nothing held.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Declined cards", .timeLimit(.minutes(5)), .serialized)
struct DeclineTests {
    struct Card: Sendable, CustomTestStringConvertible {
        let name: String
        let code: String
        let message: String

        var testDescription: String { name }

        static let declined = "Your card was declined."
        static let all = [
            Card(name: "pm_card_visa_chargeDeclined", code: "card_declined", message: declined),
            Card(
                name: "pm_card_visa_chargeDeclinedInsufficientFunds", code: "card_declined",
                message: "Your card has insufficient funds."),
            Card(name: "pm_card_visa_chargeDeclinedLostCard", code: "card_declined", message: declined),
            Card(name: "pm_card_visa_chargeDeclinedStolenCard", code: "card_declined", message: declined),
            Card(
                name: "pm_card_visa_chargeDeclinedVelocityLimitExceeded", code: "card_declined",
                message: declined),
            Card(
                name: "pm_card_chargeDeclinedExpiredCard", code: "expired_card",
                message: "Your card has expired."),
            Card(
                name: "pm_card_chargeDeclinedIncorrectCvc", code: "incorrect_cvc",
                message: "Your card's security code is incorrect."),
            Card(
                name: "pm_card_chargeDeclinedProcessingError", code: "processing_error",
                message: "An error occurred while processing your card. Try again in a little bit."),
            Card(name: "pm_card_chargeCustomerFail", code: "card_declined", message: declined),
            Card(name: "pm_card_radarBlock", code: "card_declined", message: declined),
            Card(
                name: "pm_card_authenticationRequired", code: "authentication_required",
                message: "Your card was declined. This transaction requires authentication."),
        ]
    }

    @Test("answers Stripe's code and message with the intent, and holds nothing", arguments: Card.all)
    func declined(card: Card) async throws {
        try await Shop.open { shop in
            // Saved while it was good: Stripe attaches none of these but one.
            shop.stripe.withStub { $0.saveCard(card.name, on: "cus_SandboxNoCards") }
            let reply = try await shop.schedule("cus_SandboxNoCards", amount: 900)
            #expect(reply.status == 400)
            let intent = reply.json["payment_intent_id"]?.string ?? ""
            #expect(intent.hasPrefix("pi_"), "\(reply.text)")
            let error = #"{"code":"\#(card.code)","message":"\#(card.message)"}"#
            #expect(reply.text == #"{"error":\#(error),"payment_intent_id":"\#(intent)"}"#)
            #expect(shop.stripe.calls.count == 2)
            let books = shop.stripe.withStub { $0.books }
            #expect(books.intents[intent]?.status == "requires_payment_method")
            #expect(books.amountCapturable == 0)
            #expect(books.amountReceived == 0)
        }
    }

    @Test("after a decline another card works under a new key, and the old key keeps its answer")
    func retry() async throws {
        try await Shop.open { shop in
            let declined = try await shop.schedule("cus_SandboxDecline", key: "a")
            #expect(declined.errorCode == "card_declined")
            let again = try await shop.schedule("cus_SandboxDecline", key: "a")
            #expect(again.text == declined.text)
            shop.stripe.withStub { $0.saveCard("pm_card_visa", on: "cus_SandboxDecline") }
            let good = try await shop.schedule("cus_SandboxDecline", key: "b")
            #expect(good.status == 200, "\(good.text)")
        }
    }
}

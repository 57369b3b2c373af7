// Proves which refusals mean a short balance, an account that cannot be paid, or cards that may not be sent.
import Basics
import StripeClient
import Testing

@Suite("Stripe refusals", .timeLimit(.minutes(5)))
struct StripeRefusalTests {
    enum Meaning: Equatable { case shortBalance, transferImpossible, rawCardRefused }

    private static let direct = "Sending credit card numbers directly to the Stripe API is generally unsafe. "

    @Test(
        "a refusal means one of them by its code, its param or, for cards that may not be sent, its first words",
        arguments: [
            (400, #""type":"invalid_request_error","code":"balance_insufficient""#, .shortBalance),
            (400, #""type":"invalid_request_error","code":"insufficient_funds""#, .shortBalance),
            (402, #""type":"card_error","code":"insufficient_funds""#, nil),
            (402, #""type":"card_error","code":"card_declined","decline_code":"insufficient_funds""#, nil),
            (
                400, #""type":"invalid_request_error","code":"insufficient_capabilities_for_transfer""#,
                .transferImpossible
            ),
            (
                400,
                #""type":"invalid_request_error","code":"resource_missing","param":"transfer_data[destination]""#,
                .transferImpossible
            ),
            (400, #""type":"invalid_request_error","code":"resource_missing","param":"customer""#, nil),
            (402, #""type":"card_error","message":"\#(direct)We suggest test tokens.""#, .rawCardRefused),
            (
                400, #""type":"invalid_request_error","message":"\#(direct)To continue use Stripe.js.""#,
                .rawCardRefused
            ),
            (402, #""type":"card_error","code":"card_declined","message":"\#(direct)""#, nil),
            (404, #""type":"invalid_request_error","message":"\#(direct)""#, nil),
            (402, #""type":"card_error","message":"Your card was declined.""#, nil),
            (402, #""type":"card_error""#, nil),
        ] as [(Int, String, Meaning?)])
    func meaning(status: Int, error: String, meaning: Meaning?) async {
        await Bench([.answer(status, "{\"error\":{\(error)}}")]).expectFailure { failure in
            guard case .refused(let refusal) = failure else { return false }
            #expect(refusal.isShortBalance == (meaning == .shortBalance))
            #expect(refusal.isTransferImpossible == (meaning == .transferImpossible))
            #expect(refusal.isRawCardRefused == (meaning == .rawCardRefused))
            return true
        }
    }
}

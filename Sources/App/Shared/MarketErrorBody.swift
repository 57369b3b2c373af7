// On an answer's way: the shape of an error at the marketplace's door.
internal import Basics
internal import HTTPServer

/// `{"success":false,"error":"...","details":{...}}`. The error is for people; the details are for programs.
struct MarketErrorBody: Sendable, Equatable {
    struct Details: Sendable, Equatable {
        var code: String?
        /// Why the card's bank said no, in Stripe's word.
        var declineCode: String?
        /// The field that is to be mended.
        var param: String?
    }

    let status: Status
    let error: String
    /// nil where the error says all there is.
    let details: Details?

    init(_ status: Status, _ error: String, _ details: Details?) {
        self.status = status
        self.error = error
        self.details = details
    }

    var bytes: [UInt8] {
        .object { writer in
            writer.member("success", false)
            writer.member("error", error)
            guard let details else { return }
            writer.name("details")
            writer.beginObject()
            if let code = details.code { writer.member("code", code) }
            if let code = details.declineCode { writer.member("decline_code", code) }
            if let param = details.param { writer.member("param", param) }
            writer.endObject()
        }
    }

    var response: Response { .api(status, bytes) }

    static let schema = JSONSchema.named(
        "MarketplaceError",
        .object([
            "success": .constant(false),
            "error": .string.saying("For people; it may be reworded.").example("Your card was declined."),
            "details": JSONSchema.object([
                "code": .string.saying("Part of the contract: branch on it.").example("parameter_missing")
                    .optional,
                "decline_code": .string.saying("Of a declined card: why, in Stripe's word.")
                    .example("insufficient_funds").optional,
                "param": .string.saying("The field that is to be mended.").example("card_number").optional,
            ]).optional,
        ]))
}

// MARK: Cards

extension MarketErrorBody {
    /// Of a card that Stripe, or its bank, refused. Whatever the bank's reason, its sentence is one: only
    /// `decline_code` tells reasons apart.
    ///
    /// - Parameters:
    ///   - code: Stripe's decline code; the error's own code where it has none.
    ///   - message: Stripe's sentence.
    init(cardRefusedWith code: String, _ message: String) {
        if let param = Self.params[code] {
            self.init(.paymentRequired, message, .init(code: code, param: param))
        } else if code == "incorrect_number" || code == "invalid_number" {
            self = .invalidCard
        } else {
            // An error without a reason of the bank's has none but its own name.
            let reason = code == "card_declined" ? "generic_decline" : code
            self.init(
                .paymentRequired, "Your card was declined.",
                .init(declineCode: reason, param: Self.cardNumber))
        }
    }

    static let invalidCard = MarketErrorBody(
        .badRequest, FormFailure.notACardNumber(cardNumber).message,
        .init(code: FormFailure.notACardNumber(cardNumber).code, param: cardNumber))

    private static let cardNumber = "card_number"

    /// What of a card is to be mended, by those of Stripe's codes that say it; of the others the bank said no.
    private static let params = [
        "expired_card": "exp_year", "invalid_expiry_month": "exp_month", "invalid_expiry_year": "exp_year",
        "incorrect_cvc": "cvc", "invalid_cvc": "cvc", "processing_error": cardNumber,
        "authentication_required": cardNumber,
    ]
}

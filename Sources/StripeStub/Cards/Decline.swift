// On a charge's way: why a bank, or Stripe itself, says no.

/// A decline, with the texts that the error and the charge show.
struct Decline: Sendable, Equatable {
    let code: String
    let declineCode: String?
    let message: String
    /// The parameter that the error names, where it names one.
    var param: String?
    /// Declined by Stripe's Radar: the bank was never asked.
    var isBlocked = false

    /// The charge's `outcome` (charge_outcome in Stripe's OpenAPI document).
    var outcome: StubJSON {
        [
            "advice_code": nil,
            "network_advice_code": nil,
            "network_decline_code": nil,
            "network_status": isBlocked ? "not_sent_to_network" : "declined_by_network",
            "reason": .text(isBlocked ? "highest_risk_level" : declineCode ?? code),
            "risk_level": isBlocked ? "highest" : "normal",
            "seller_message": .text(sellerMessage),
            "type": isBlocked ? "blocked" : "issuer_declined",
        ]
    }

    static let approvedOutcome: StubJSON = [
        "advice_code": nil,
        "network_advice_code": nil,
        "network_decline_code": nil,
        "network_status": "approved_by_network",
        "reason": nil,
        "risk_level": "normal",
        "seller_message": "Payment complete.",
        "type": "authorized",
    ]

    private var sellerMessage: String {
        if isBlocked { return "Stripe blocked this payment as too risky." }
        if declineCode == "generic_decline" {
            return "The bank did not return any further details with this decline."
        }
        return "The bank returned the decline code `\(declineCode ?? code)`."
    }
}

extension Decline {
    private static func declined(_ declineCode: String, _ message: String = "Your card was declined.")
        -> Decline
    {
        Decline(code: "card_declined", declineCode: declineCode, message: message)
    }

    static let generic = declined("generic_decline")
    static let insufficientFunds = declined("insufficient_funds", "Your card has insufficient funds.")
    static let lostCard = declined("lost_card")
    static let stolenCard = declined("stolen_card")
    static let velocityExceeded = declined("card_velocity_exceeded")
    static let expiredCard = Decline(
        code: "expired_card", declineCode: nil, message: "Your card has expired.", param: "exp_month")
    static let incorrectCVC = Decline(
        code: "incorrect_cvc", declineCode: nil, message: "Your card's security code is incorrect.",
        param: "cvc")
    static let processingError = Decline(
        code: "processing_error", declineCode: nil,
        message: "An error occurred while processing your card. Try again in a little bit.")
    static let blocked = Decline(
        code: "card_declined", declineCode: "fraudulent", message: "Your card was declined.", isBlocked: true)
}

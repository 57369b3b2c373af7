// On a charge's way: a test card, and what it answers.
internal import Basics

/// One of Stripe's test cards (Stripe, testing). Its number never appears in an answer.
struct TestCard: Sendable {
    enum Brand: String, Sendable {
        case visa, mastercard, amex, discover, diners, jcb, unionpay

        /// Where the test card of that brand was issued.
        var country: String {
            switch self {
            case .jcb: "JP"
            case .unionpay: "CN"
            default: "US"
            }
        }
    }

    enum Funding: String, Sendable { case credit, debit, prepaid }

    /// When the cardholder has to be asked.
    enum Authentication: Sendable {
        case never
        case always
        /// On-session always; off-session only while the card was not set up for it.
        case untilSetUp
        /// On-session only: counts as set up already.
        case onSessionOnly
    }

    /// Where the bank says no.
    enum Refusal: Sendable {
        case none
        /// At attach, at a set-up and at a charge.
        case everywhere(Decline)
        /// Attaches; every charge is declined.
        case chargesOnly(Decline)
    }

    /// What became of a charge.
    enum Answer: Sendable {
        case approved
        case declined(Decline)
        case authenticationNeeded
    }

    /// What becomes of a refund.
    enum RefundOutcome: Sendable {
        case done, pendingFirst, failsLater
    }

    /// Why the cardholder disputes the payment (Stripe, testing, disputes).
    enum Dispute: Sendable {
        case fraudulent, productNotReceived, inquiry

        var reason: String { self == .productNotReceived ? "product_not_received" : "fraudulent" }
        /// Visa's codes for them.
        var networkReasonCode: String { self == .productNotReceived ? "13.1" : "10.4" }
    }

    let brand: Brand
    let funding: Funding
    let last4: String
    /// The same for the same number, whoever asks.
    let fingerprint: String
    let authentication: Authentication
    let refusal: Refusal
    /// What the security code's check says once it was made.
    let cvcCheck: String
    let postalCodeCheck: String?
    let refunds: RefundOutcome
    let dispute: Dispute?
    /// Payments do not wait to become available.
    let settlesAtOnce: Bool

    init(
        _ number: String, _ brand: Brand = .visa, _ funding: Funding = .credit, refusal: Refusal = .none,
        authentication: Authentication = .never, cvcCheck: String = "pass", postalCodeCheck: String? = nil,
        refunds: RefundOutcome = .done, dispute: Dispute? = nil, settlesAtOnce: Bool = false
    ) {
        self.brand = brand
        self.funding = funding
        last4 = String(number.suffix(4))
        fingerprint = String(Hex.encode(Digest.sha256(Array(number.utf8))).prefix(16))
        self.authentication = authentication
        self.refusal = refusal
        self.cvcCheck = cvcCheck
        self.postalCodeCheck = postalCodeCheck
        self.refunds = refunds
        self.dispute = dispute
        self.settlesAtOnce = settlesAtOnce
    }

    /// Why the card cannot be saved with a customer; nil when it can.
    func declineAtAttach(cvcGiven: Bool) -> Decline? {
        guard case .everywhere(let decline) = refusal else { return nil }
        return decline.code == "incorrect_cvc" && !cvcGiven ? nil : decline
    }

    /// Whether the cardholder has to be asked before the card may be used later.
    func mustAskAtSetup(isSetUp: Bool) -> Bool {
        switch authentication {
        case .never, .onSessionOnly: false
        case .always: true
        case .untilSetUp: !isSetUp
        }
    }

    func answer(isOffSession: Bool, isSetUp: Bool, isAuthenticated: Bool, cvcGiven: Bool) -> Answer {
        let mustAsk =
            switch authentication {
            case .never: false
            case .always: true
            case .untilSetUp: !isOffSession || !isSetUp
            case .onSessionOnly: !isOffSession
            }
        if mustAsk, !isAuthenticated { return .authenticationNeeded }
        if case .chargesOnly(let decline) = refusal { return .declined(decline) }
        return declineAtAttach(cvcGiven: cvcGiven).map(Answer.declined) ?? .approved
    }

    /// How long a hold on this card lasts: 4 days 18 hours for Visa without the cardholder, else 7 days
    /// (Stripe, place a hold on a payment method).
    func holdSeconds(isOffSession: Bool) -> Int64 {
        isOffSession && brand == .visa ? 410_400 : 604_800
    }
}

// On a card's way to Stripe: what somebody typed, and whether it is worth asking Stripe about.
package import Basics

/// All of a card, on its way through. No print shows any of it.
package struct CardDetails: Sendable, Redacted {
    package let number: CardNumber
    /// 1 to 12.
    package let expMonth: Int
    /// Of four digits, or of two for one in 2000 to 2099. Kept as it was given, because answers repeat it.
    package let expYear: Int
    package let code: CardCode?
    package let holderName: String?

    package init(number: CardNumber, expMonth: Int, expYear: Int, code: CardCode?, holderName: String?) {
        self.number = number
        self.expMonth = expMonth
        self.expYear = expYear
        self.code = code
        self.holderName = holderName
    }
}

/// Why a card is not even tried.
package enum CardRefusal: Error, Sendable, Equatable {
    case invalidNumber
    case expired
}

extension CardDetails {
    /// Refuses what Stripe would refuse after a round trip. One of Stripe's own test numbers stands for a card that
    /// never expires, as long as no real money is in play.
    ///
    /// - Parameter isTest: whether the secret key is of test mode.
    /// - Parameter now: Unix seconds.
    package func check(isTest: Bool, now: Int64) throws(CardRefusal) {
        if isTest, TestCard.known(number) != nil { return }
        guard number.passesLuhn else { throw .invalidNumber }
        guard !isExpired(at: now) else { throw .expired }
    }

    /// Of four digits.
    package var fullExpYear: Int { (0...99).contains(expYear) ? 2000 + expYear : expYear }

    /// A card is good through the last second of its month, here in UTC. Months that there are not are a form's matter;
    /// they are put in order like the others.
    private func isExpired(at now: Int64) -> Bool {
        let today = CivilTime(unixSeconds: now)
        return (fullExpYear, expMonth) < (today.year, today.month)
    }
}

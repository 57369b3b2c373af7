// On a marketplace request's way: the card that a student gives, or names among their own.
internal import Basics
internal import PaymentRules
internal import Store

extension Marketplace {
    /// `POST /api/payments/add-payment-method/`. The card goes to Stripe and is not kept here; of a saved one is kept
    /// what may be shown. A card that the student has saved before stays the one it was.
    package func addCard(
        _ source: CardSource, saves: Bool, of student: Int64
    ) async throws(BookingFailure) -> AddedCard {
        try refuse(source)
        guard saves else {
            let card = try await looseCard(source, of: student)
            return AddedCard(method: card.method, last4: card.last4, brand: card.brand, isSaved: false)
        }
        let card = try await savedCard(source, of: student, try await customer(of: student))
        return AddedCard(method: card.method, last4: card.last4, brand: card.brand, isSaved: true)
    }

    /// The card that an order names or brings.
    func card(_ choice: OrderCard, of student: Int64) async throws(BookingFailure) -> ChargedCard {
        switch choice {
        case .saved(let method):
            let found = try await storing { [database] in
                try await database.read { tx in
                    (try await tx.savedCard(method, of: student), try await tx.student(student)?.customer)
                }
            }
            guard case (let card?, let customer?) = found else { throw Self.noSavedCard }
            return ChargedCard(
                method: card.method, customer: customer, isSavedBefore: true, isSavedNow: false)
        case .new(let source, saves: true):
            try refuse(source)
            let customer = try await customer(of: student)
            let card = try await savedCard(source, of: student, customer)
            return ChargedCard(
                method: card.method, customer: customer, isSavedBefore: false, isSavedNow: true)
        case .new(let source, saves: false):
            try refuse(source)
            let card = try await looseCard(source, of: student)
            return ChargedCard(
                method: card.method, customer: card.customer, isSavedBefore: false, isSavedNow: false)
        }
    }

    private static let noSavedCard = BookingFailure.invalid(
        field: "saved_payment_method_id", code: "resource_missing", "You have no such saved card.")

    /// Before anything is asked of Stripe.
    private func refuse(_ source: CardSource) throws(BookingFailure) {
        guard case .details(let details) = source else { return }
        do throws(CardRefusal) {
            try details.check(isTest: settings.isTest, now: clock.nowSeconds)
        } catch {
            switch error {
            case .invalidNumber:
                throw .invalid(field: "card_number", code: "card_declined", "Your card number is invalid.")
            case .expired:
                throw .invalid(field: "exp_year", code: "expired_card", "Your card has expired.")
            }
        }
    }
}

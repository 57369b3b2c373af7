// On a card's way: how it becomes a payment method of Stripe's, for one payment or for the next time too.
internal import Basics
internal import PaymentRules
internal import Store
internal import StripeClient

/// A card that is not saved: good for one payment, unless it is attached to the student already.
struct LooseCard: Sendable {
    let method: PaymentMethodID
    let last4: String
    let brand: String
    /// Whom it is attached to; nil for most.
    let customer: CustomerID?
}

// MARK: For one payment

extension Marketplace {
    func looseCard(_ source: CardSource, of student: Int64) async throws(BookingFailure) -> LooseCard {
        let method =
            switch source {
            case .method(let id): try await freeMethod(id, of: student)
            case .details(let details): try await method(of: details)
            }
        let face = try CardFace(method)
        return LooseCard(
            method: method.id, last4: face.last4, brand: face.brand, customer: method.customerID)
    }

    /// A method that Stripe knows and that is nobody else's. One of another student's is answered as one that is not
    /// there.
    private func freeMethod(
        _ id: PaymentMethodID, of student: Int64
    ) async throws(BookingFailure) -> PaymentMethod {
        let method = try await askingOfCard { [stripe] () async throws(StripeFailure) in
            try await stripe.retrievePaymentMethod(id, deadline: stripe.deadline()).object
        }
        guard let owner = method.customerID else { return method }
        let own = try await storing { [database] in
            try await database.read { tx in try await tx.student(student)?.customer }
        }
        guard own == owner else { throw .noMethod }
        return method
    }

    /// Of a card's details. Of a published number Stripe is told the name that stands for it: most accounts may send no
    /// numbers.
    private func method(of details: CardDetails) async throws(BookingFailure) -> PaymentMethod {
        let key = "fermata-" + random.hex(byteCount: 16)
        let known = standIn(for: details)
        return try await askingOfCard { [stripe] () async throws(StripeFailure) in
            if let known {
                return try await stripe.createPaymentMethod(
                    fromToken: known.token, holderName: details.holderName, idempotencyKey: key,
                    deadline: stripe.deadline()
                ).object
            }
            return try await stripe.createPaymentMethod(
                fromCard: details.number, expMonth: details.expMonth, expYear: details.fullExpYear,
                code: details.code, holderName: details.holderName, idempotencyKey: key,
                deadline: stripe.deadline()
            ).object
        }
    }

    private func standIn(for details: CardDetails) -> TestCard? {
        settings.isTest ? TestCard.known(details.number) : nil
    }
}

// MARK: For the next time

extension Marketplace {
    func savedCard(
        _ source: CardSource, of student: Int64, _ customer: CustomerID
    ) async throws(BookingFailure) -> SavedCard {
        switch source {
        case .method(let id):
            // Asked first: what is no card, or another's, is not touched.
            let method = try await freeMethod(id, of: student)
            _ = try CardFace(method)
            return try await keep(try await attach(method.id, to: customer), sent: nil, of: student)
        case .details(let details):
            // Attached by the name that stands for it, it becomes a method of its own.
            guard let named = standIn(for: details).flatMap({ PaymentMethodID($0.paymentMethod) }) else {
                let method = try await method(of: details)
                return try await keep(try await attach(method.id, to: customer), sent: nil, of: student)
            }
            return try await keep(try await attach(named, to: customer), sent: details, of: student)
        }
    }

    private func attach(
        _ method: PaymentMethodID, to customer: CustomerID
    ) async throws(BookingFailure) -> PaymentMethod {
        try await askingOfCard { [stripe] () async throws(StripeFailure) in
            try await stripe.attachPaymentMethod(method, to: customer, deadline: stripe.deadline()).object
        }
    }

    /// Writes an attached card down, once: of the same number twice the first stays, unless its bank has prolonged it
    /// meanwhile. The other of the two is let go of.
    ///
    /// - Parameter sent: of a published number, what it came with: the card that stands for it has other digits.
    private func keep(
        _ method: PaymentMethod, sent: CardDetails?, of student: Int64
    ) async throws(BookingFailure) -> SavedCard {
        let face = try CardFace(method)
        // The table gives the id.
        let card = SavedCard(
            id: 0, studentID: student, method: method.id, last4: sent?.number.last4 ?? face.last4,
            brand: face.brand, expMonth: sent.map { Int64($0.expMonth) } ?? face.expMonth,
            expYear: sent.map { Int64($0.expYear) } ?? face.expYear, fingerprint: face.fingerprint,
            createdAt: clock.nowSeconds)
        let (kept, spare) = try await storing { [database] in
            try await database.transaction { tx -> (SavedCard, PaymentMethodID?) in
                if let new = try await tx.insertIfNew(card) { return (new, nil) }
                guard let first = try await tx.lockSavedCard(like: card) else {
                    throw BookingFailure.unavailable(reason: "\(card.method) was removed meanwhile")
                }
                if first.method == card.method { return (first, nil) }
                if first.hasSameEnd(as: card) { return (first, card.method) }
                return (try await tx.replace(first, by: card), first.method)
            }
        }
        // Left behind it would do no harm: it is the student's own, and unknown here.
        if let spare { _ = try? await stripe.detachPaymentMethod(spare, deadline: stripe.deadline()) }
        return kept
    }
}

extension SavedCard {
    fileprivate func hasSameEnd(as other: SavedCard) -> Bool {
        (expMonth, expYear) == (other.expMonth, other.expYear)
    }
}

/// What Stripe shows of a card.
private struct CardFace {
    let last4: String
    let brand: String
    let expMonth: Int64
    let expYear: Int64
    let fingerprint: String

    /// - Throws: for a payment method that is no card.
    init(_ method: PaymentMethod) throws(BookingFailure) {
        guard let last4 = method.last4, let brand = method.brand, let expMonth = method.expMonth,
            let expYear = method.expYear, let fingerprint = method.fingerprint
        else {
            throw .invalid(
                field: "payment_method", code: "payment_method_unusable",
                "This payment method is not a card.")
        }
        self.last4 = last4
        self.brand = brand
        self.expMonth = expMonth
        self.expYear = expYear
        self.fingerprint = fingerprint
    }
}

// MARK: What Stripe says

private func askingOfCard<Value>(
    _ ask: () async throws(StripeFailure) -> Value
) async throws(BookingFailure) -> Value {
    do throws(StripeFailure) {
        return try await ask()
    } catch {
        guard case .refused(let refusal) = error else { throw .stripe(LessonFailure(error)) }
        if refusal.isRawCardRefused { throw .rawCardsDisabled }
        // The customer is ours: were that missing, it would be no mistake of the caller's.
        if error.isResourceMissing, refusal.param != "customer" { throw .noMethod }
        throw .stripe(LessonFailure(error))
    }
}

extension BookingFailure {
    fileprivate static let rawCardsDisabled = BookingFailure.invalid(
        field: "card_number", code: "raw_cards_disabled",
        "Stripe takes no card numbers from this account: send payment_method with a PaymentMethod of Stripe's (pm_...) "
            + "in place of card_details, or have raw card data enabled at Stripe.")

    fileprivate static let noMethod = BookingFailure.invalid(
        field: "payment_method", code: "resource_missing", "Stripe knows no such payment method of yours.")
}

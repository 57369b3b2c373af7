// On a marketplace request's way: the cards that a student has saved, and whose they are at Stripe.
internal import Basics
package import PaymentRules
internal import Store
internal import StripeClient

extension Marketplace {
    /// `GET /api/payments/payment-methods/`: the newest first.
    package func savedCards(of student: Int64) async throws(BookingFailure) -> [SavedCard] {
        try await storing { [database] in
            try await database.read { tx in try await tx.savedCards(of: student) }
        }
    }

    /// `DELETE /api/payments/payment-methods/{id}/`. It can never be used again; what was paid with it stays as it is.
    package func removeCard(_ id: Int64, of student: Int64) async throws(BookingFailure) {
        let found = try await storing { [database] in
            try await database.read { tx in try await tx.savedCard(id, of: student) }
        }
        guard let card = found else { throw Self.noSuchCard }
        try await asking { [self] () async throws(StripeFailure) in try await detach(card) }
        let isDropped = try await storing { [database] in
            try await database.transaction { tx in try await tx.dropSavedCard(id, of: student) }
        }
        guard isDropped else { throw Self.noSuchCard }
    }

    private static let noSuchCard = BookingFailure.notFound("payment method")

    /// One that is detached already, or gone, is as it should be. Stripe has no code for that, so the method is looked
    /// at.
    private func detach(_ card: SavedCard) async throws(StripeFailure) {
        let deadline = stripe.deadline()
        do throws(StripeFailure) {
            _ = try await stripe.detachPaymentMethod(card.method, deadline: deadline)
        } catch {
            if error.isResourceMissing { return }
            guard case .refused = error else { throw error }
            let now = try await stripe.retrievePaymentMethod(card.method, deadline: deadline).object
            guard now.customerID == nil else { throw error }
        }
    }
}

// MARK: Whose they are

extension Marketplace {
    /// The student's customer at Stripe; made when there is none, once, however many ask at once.
    func customer(of student: Int64) async throws(BookingFailure) -> CustomerID {
        let found = try await storing { [database] in
            try await database.read { tx in try await tx.student(student) }
        }
        guard let found else { throw .notFound("student") }
        if let customer = found.customer { return customer }
        let made = try await makingOnce("customer of student \(student)") {
            [stripe] (key) async throws(StripeFailure) in
            try await stripe.createCustomer(
                ["name": .text(found.name), "email": .text(found.email)], idempotencyKey: key,
                deadline: stripe.deadline()
            ).object.id
        }
        return try await storing { [database] in
            try await database.transaction { tx in
                try await tx.setCustomerIfNone(made, ofStudent: student)
                return try await tx.student(student)?.customer ?? made
            }
        }
    }

    /// Makes at Stripe what this house needs once: several who ask at once get the same, by one idempotency key. Where
    /// Stripe keeps a fault for that key it is asked under another: what the fault may have left behind is used by
    /// nobody.
    ///
    /// - Parameter what: one of its kind in this house.
    func makingOnce<Value>(
        _ what: String, _ make: (String) async throws(StripeFailure) -> Value
    ) async throws(BookingFailure) -> Value {
        let house = try await storing { [self] in
            try await database.transaction { tx in
                try await tx.house(newSecret: random.hex(byteCount: 32), now: clock.nowSeconds)
            }
        }
        let digest = Digest.sha256(Array("\(what) \(house.linkSecret.reveal())".utf8))
        return try await asking { [random] () async throws(StripeFailure) in
            do throws(StripeFailure) {
                return try await make("fermata-" + Hex.encode(digest).prefix(32))
            } catch .faultReplayed {
                return try await make("fermata-" + random.hex(byteCount: 16))
            }
        }
    }
}

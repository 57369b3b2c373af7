// On the way of a saved card to its table, and back.
package import Basics
package import PaymentRules

extension Transaction {
    /// - Returns: nil when the student has this very card already.
    package func insertIfNew(_ card: SavedCard) async throws(StoreFailure) -> SavedCard? {
        let isNew = try await insertIfNew(
            into: "saved_cards",
            [
                "student_id": .integer(card.studentID), "stripe_payment_method_id": .text(card.method.text),
                "last4": .text(card.last4), "brand": .text(card.brand), "exp_month": .integer(card.expMonth),
                "exp_year": .integer(card.expYear), "fingerprint": .text(card.fingerprint),
                "created_at": .integer(card.createdAt),
            ])
        return isNew ? try await savedCard(card.method, of: card.studentID) : nil
    }

    /// The newest first; a student has a handful.
    package func savedCards(of student: Int64) async throws(StoreFailure) -> [SavedCard] {
        try await savedCards(
            "SELECT * FROM saved_cards WHERE student_id = $1 ORDER BY id DESC", [.integer(student)])
    }

    package func savedCard(_ id: Int64, of student: Int64) async throws(StoreFailure) -> SavedCard? {
        try await savedCards(
            "SELECT * FROM saved_cards WHERE id = $1 AND student_id = $2", [.integer(id), .integer(student)]
        ).first
    }

    package func savedCard(
        _ method: PaymentMethodID, of student: Int64
    ) async throws(StoreFailure) -> SavedCard? {
        try await savedCards(
            "SELECT * FROM saved_cards WHERE stripe_payment_method_id = $1 AND student_id = $2",
            [.text(method.text), .integer(student)]
        ).first
    }

    /// The one that the student has of the same number.
    package func lockSavedCard(like card: SavedCard) async throws(StoreFailure) -> SavedCard? {
        try await savedCards(
            "SELECT * FROM saved_cards WHERE student_id = $1 AND fingerprint = $2 FOR UPDATE",
            [.integer(card.studentID), .text(card.fingerprint)]
        ).first
    }

    /// - Returns: the same one, by another method of Stripe's that ends at another time.
    package func replace(
        _ old: SavedCard, by card: SavedCard
    ) async throws(StoreFailure) -> SavedCard {
        try await update(
            "saved_cards", id: old.id,
            [
                "stripe_payment_method_id": .text(card.method.text), "last4": .text(card.last4),
                "exp_month": .integer(card.expMonth), "exp_year": .integer(card.expYear),
            ])
        return SavedCard(
            id: old.id, studentID: old.studentID, method: card.method, last4: card.last4, brand: old.brand,
            expMonth: card.expMonth, expYear: card.expYear, fingerprint: old.fingerprint,
            createdAt: old.createdAt)
    }

    /// - Returns: false when it is gone already.
    package func dropSavedCard(_ id: Int64, of student: Int64) async throws(StoreFailure) -> Bool {
        try await run(
            "DELETE FROM saved_cards WHERE id = $1 AND student_id = $2", [.integer(id), .integer(student)]
        ).changes == 1
    }

    /// - Returns: false when it is none of a student's here.
    package func dropSavedCard(_ method: PaymentMethodID) async throws(StoreFailure) -> Bool {
        try await run("DELETE FROM saved_cards WHERE stripe_payment_method_id = $1", [.text(method.text)])
            .changes == 1
    }

    package func hasSavedCard(_ method: PaymentMethodID) async throws(StoreFailure) -> Bool {
        try await run(
            "SELECT 1 AS one FROM saved_cards WHERE stripe_payment_method_id = $1", [.text(method.text)]
        ).first != nil
    }

    package func hasSavedCard(of customer: CustomerID) async throws(StoreFailure) -> Bool {
        try await run(
            """
            SELECT 1 AS one FROM students s JOIN saved_cards c ON c.student_id = s.id
                WHERE s.customer_id = $1 LIMIT 1
            """, [.text(customer.text)]
        ).first != nil
    }

    private func savedCards(_ sql: String, _ values: [SQLValue]) async throws(StoreFailure) -> [SavedCard] {
        var cards: [SavedCard] = []
        for row in try await run(sql, values).rows { cards.append(try row.savedCard()) }
        return cards
    }
}

extension SQLRow {
    fileprivate func savedCard() throws(StoreFailure) -> SavedCard {
        SavedCard(
            id: try integer("id"), studentID: try integer("student_id"),
            method: try stripeID("stripe_payment_method_id"), last4: try text("last4"),
            brand: try text("brand"), expMonth: try integer("exp_month"), expYear: try integer("exp_year"),
            fingerprint: try text("fingerprint"), createdAt: try integer("created_at"))
    }
}

// Beside the tables of the rules: the page that shows them, `docs/reference/states.md`.

/// The states of payments and bookings as the code has them; a test compares the page with this.
package enum StatesReference {
    package static var page: String {
        """
        # States of payments and bookings

        Printed from `PaymentTransitions.table`, `BookingActions.table`, `ServiceAction.table` and
        `GigAction.table` in `Sources/PaymentRules/States`.

        ## What an outcome makes of a payment's status

        A row is what happened at Stripe, a column the status before it; `-` changes nothing.

        \(PaymentTransitions.markdown)
        ## What may be done to a booking

        A row is an action on a booking, a column its payment's status; a word is the code of the refusal.

        \(BookingActions.markdown)
        ## What another service may do to a payment

        A column is the payment's status; a word is the code of the refusal, and `is so` answers how things stand.

        \(ServiceAction.table.markdown)
        ## What a teacher may do with a booked gig

        A column is the booking's status; a word is the code of the refusal, and `is so` answers how things stand.

        \(GigAction.table.markdown)
        """
    }
}

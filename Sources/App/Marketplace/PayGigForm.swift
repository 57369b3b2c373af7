// On a request's way: which gig is paid for, and with which card.
internal import Basics
internal import PaymentRules
internal import Payments

/// `POST /api/payments/process-payment/`
struct PayGigForm {
    let order: GigOrder
    /// All by which two orders differ, but of a card's details only what may be kept: a digest of the number could be
    /// guessed.
    let content: [UInt8]

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "ProcessPayment"

        let gig = FormField.recordID("gig_id", "What is paid for.")
        let details = FormField<CardDetails>.object(
            "card_details", "A card that is not saved.", CardDetailsShape.shape
        ) { form throws(FormFailure) in try CardDetails(form.card) }.optional.shown
        let method = FormField.cardMethod("in place of card_details")
        let saved = FormField<PaymentMethodID>.stripeID(
            "saved_payment_method_id", "A saved card, by stripe_payment_method_id.",
            example: "pm_1234567890"
        ).optional
        let saves = FormField.boolean(
            "save_card", "Whether the new card is kept for the next payment."
        ).otherwise(false, false).shown
        let currency = FormField.currency("Gigs are paid in usd.").optional

        var isOnce: FormRule { .notTogether(saved, [details, method]) }
        var isNewOnce: FormRule { .notTogether(details, [method]) }
        var isThere: FormRule { .someOf([details, method, saved]) }
        var rules: [FormRule] { [isOnce, isNewOnce, isThere] }
    }

    init(_ form: FormReader<Shape>) throws {
        let gig = try form.gig
        let (details, method, saved) = (try form.details, try form.method, try form.saved)
        let saves = try form.saves
        let card: OrderCard =
            switch (details, method, saved) {
            case (nil, nil, nil): throw CardChoiceFailure.none
            case (let details?, nil, nil): .new(.details(details), saves: saves)
            case (nil, let method?, nil): .new(.method(method), saves: saves)
            case (nil, nil, let saved?): .saved(saved)
            default: throw CardChoiceFailure.several
            }
        try Currency.check(try form.currency, form.fieldName(\.currency))
        order = GigOrder(gig: gig, card: card)
        content = .object { writer in
            writer.member("gig", gig)
            writer.member("saved", saved?.text)
            writer.member("method", method?.text)
            writer.member("card", details?.number.last4)
            writer.member("exp_month", details.map { Int64($0.expMonth) })
            writer.member("exp_year", details.map { Int64($0.expYear) })
            writer.member("saves", saves)
        }
    }
}

struct CardDetailsShape: FormShape {
    static let shape = CardDetailsShape()
    static let title = "CardDetails"

    let card = CardPart(holder: "Jane Smith")
}

/// An order names no card, or more than one.
enum CardChoiceFailure: Error, Equatable {
    case none
    case several

    var message: String {
        switch self {
        case .none: "Either card_details or saved_payment_method_id must be provided"
        case .several: "Give either card_details or saved_payment_method_id, not both"
        }
    }
}

// On a desk request's way: what the forms carry that move money.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

/// What all of them carry.
struct AdminActionPart: FormPart {
    let mark = AdminMark.shape.mark
    let key = FormField.text(
        "key", "As the page has it: sent twice with it, the form is done once.", charactersMax: 64,
        example: "5eed5eed5eed5eed")
}

struct AdminActionForm {
    let key: String

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "AdminAction"

        let action = AdminActionPart()
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        key = try form.action.key
    }
}

/// Of a part of a payment.
struct AdminPartForm {
    let key: String
    /// In minor units.
    let amount: Int64

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "AdminPart"

        let action = AdminActionPart()
        let amount = FormField.cents("amount_cents", "How much is taken, or goes back.", example: 9600)
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        key = try form.action.key
        amount = try form.amount
    }
}

struct AdminNoShowForm {
    let key: String
    let party: BookingParty

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "AdminNoShow"

        let action = AdminActionPart()
        let party = NoShowForm.Shape.shape.party
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        key = try form.action.key
        party = try form.party
    }
}

struct AdminCancelForm {
    let key: String
    let party: BookingParty
    let quote: String

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "AdminCancel"

        let action = AdminActionPart()
        let party = FormField<BookingParty>.word("by", "Who cancels.", example: .student)
        let quote = FormField.text(
            "quote", "What the page promised.", charactersMax: 500, example: "q1.abc")
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        key = try form.action.key
        party = try form.party
        quote = try form.quote
    }
}

/// Of a page that says what a part comes to.
struct PartQuery {
    /// In minor units; nil asks for all.
    let amount: Int64?

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "PartQuery"

        let amount = FormField.decimal(
            "amount", "A part, in whole units; without it all.", example: "48.00"
        ).optional
    }

    init(_ form: FormReader<Shape>, _ currency: Currency) throws(FormFailure) {
        amount = try form.amount?.money(in: currency).minorUnits
    }
}

// On a request's way: what the account routes are told.
internal import Basics
internal import HTTPServer
internal import Payments

struct SignUpForm {
    let name: String
    let email: EmailAddress
    let firstLesson: String

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "SignUp"

        let person = CustomerPart()
        /// The limit is Stripe's own on a value of metadata.
        let firstLesson = FormField.text(
            "first_lesson", "When the first lesson is, in the student's words.", charactersMax: 500,
            example: "30 Nov 3:00 p.m.")
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        name = try form.person.name
        email = try form.person.email
        firstLesson = try form.firstLesson
    }
}

/// Who a customer is.
struct CustomerPart: FormPart {
    let name = FormField.personName("name", example: "Grace Hopper")
    let email = FormField.email("email", example: "grace@example.com")
}

/// The customer is named by the path, or where that does not, by the body.
struct AccountUpdateForm {
    let customer: CustomerID
    let name: String
    let email: EmailAddress

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "AccountUpdate"

        let person = CustomerPart()
    }

    struct NamingShape: FormShape {
        static let shape = NamingShape()
        static let title = "AccountUpdateOfCustomer"

        let customer = FormField<CustomerID>.stripeID(
            "customer_id", "Whose account it is.", example: "cus_SandboxApprove")
        let person = CustomerPart()
    }

    init(_ form: FormReader<Shape>, of customer: CustomerID) throws(FormFailure) {
        self.customer = customer
        name = try form.person.name
        email = try form.person.email
    }

    init(_ form: FormReader<NamingShape>) throws(FormFailure) {
        customer = try form.customer
        name = try form.person.name
        email = try form.person.email
    }
}

struct SaveCardForm {
    let customer: CustomerID
    let proof: SaveCard.Proof

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "SaveCard"

        let setup = FormField<SetupIntentID>.stripeID(
            "setup_intent", "The set-up that the browser confirmed.", example: "seti_123"
        ).optional.shown
        let card = FormField<PaymentMethodID>.stripeID(
            "payment_method", "The card itself, for want of a set-up.", example: "pm_card_visa"
        ).optional

        var rules: [FormRule] { [.someOf([setup, card])] }
    }

    /// The set-up proves more than the card it saved, and goes before it.
    init(_ form: FormReader<Shape>, of customer: CustomerID) throws(FormFailure) {
        self.customer = customer
        let (setup, card) = (try form.setup, try form.card)
        if let setup {
            proof = .setupIntent(setup)
        } else if let card {
            proof = .paymentMethod(card)
        } else {
            throw .missing(form.fieldName(\.setup))
        }
    }
}

extension Request {
    /// The path's one parameter.
    var customer: CustomerID {
        get throws(FormFailure) {
            guard let customer = parameters.first.flatMap(CustomerID.init) else {
                throw .notAnIdentifier("customer_id")
            }
            return customer
        }
    }
}

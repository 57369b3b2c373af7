// Beside the routes: what sign-up and account routes take and answer.
internal import HTTPServer

extension RouteDoc {
    static let signUp = RouteDoc(
        "signUp", .accounts, "A student signs up",
        "An address that a customer with a saved card has is refused: customer_exists names the customer.",
        body: .form(SignUpForm.Shape.shape),
        answers: [
            .json(.ok, "The customer, and with what the browser saves a card.", AccountBodies.signedUpSchema)
        ],
        failures: .stripe)

    static let savedCard = RouteDoc(
        "savedCard", .accounts, "The card on file", path: .customer,
        answers: [.json(.ok, "The card, as Stripe tells of it.", .paymentMethod)], failures: .stripe)

    static let updateAccount = RouteDoc(
        "updateAccount", .accounts, "Another name or address, and the way to another card",
        body: .form(AccountUpdateForm.NamingShape.shape), answers: opened, failures: .stripe)

    static let updateAccountOf = RouteDoc(
        "updateAccountOf", .accounts, "The same, of the customer that the path names", path: .customer,
        body: .form(AccountUpdateForm.Shape.shape), answers: opened, failures: .stripe)

    static let saveCard = RouteDoc(
        "saveCard", .accounts, "The browser saved a card: it takes the old one's place", path: .customer,
        body: .form(SaveCardForm.Shape.shape),
        answers: [.json(.ok, "The card, as Stripe tells of it.", .paymentMethod)], failures: .stripe)

    static let deleteAccount = RouteDoc(
        "deleteAccount", .accounts, "Delete the customer for ever, unless a hold is open",
        path: .stripeID("customer", example: "cus_SandboxNoCards"),
        answers: [.json(.ok, "Whether it was deleted, and if not why.", AccountBodies.deletionSchema)],
        failures: .stripe)

    private static let opened = [
        RouteAnswer.json(.ok, "With what the browser saves another card.", AccountBodies.openedSchema)
    ]
}

extension RouteDoc.PathParameter {
    static let customer = RouteDoc.PathParameter.stripeID("customer", example: "cus_SandboxApprove")
}

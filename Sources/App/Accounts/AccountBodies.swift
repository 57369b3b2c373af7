// On an answer's way: what the account routes say.
internal import Basics
internal import HTTPServer
internal import Payments

enum AccountBodies {
    static let signedUpSchema = JSONSchema.named(
        "SignedUp",
        .object([
            "customer_id": .stripeID,
            "client_secret": .string.saying("With it the browser saves a card (Stripe.js, confirmSetup)."),
        ]))

    static let openedSchema = JSONSchema.named(
        "Opened",
        .object([
            "client_secret": .string.saying(
                "With it the browser saves another card (Stripe.js, confirmSetup).")
        ]))

    static let deletionSchema = JSONSchema.named(
        "AccountDeletion",
        .object([
            "deleted": .constant(true).optional,
            "uncaptured_payments": .array(of: .stripeID)
                .saying("Holds that have to be settled first; nothing was deleted.").optional,
        ]))

    /// `{"customer_id", "client_secret"}`: only who signs up gets the secret.
    static func signedUp(_ customer: CustomerID, _ clientSecret: Secret) -> Response {
        object { writer in
            writer.member("customer_id", customer.text)
            writer.member("client_secret", clientSecret.reveal())
        }
    }

    /// The error's usual shape with the customer beside it, so that the page can say where the account is.
    static func emailTaken(by customer: CustomerID) -> Response {
        object(.badRequest) { writer in
            writer.name("error")
            writer.beginObject()
            writer.member("code", "customer_exists")
            writer.member(
                "message",
                "A customer with that email address already exists. If you'd like to update the card on file, "
                    + "please visit /account-update/\(customer).")
            writer.endObject()
            writer.member("customer_id", customer.text)
        }
    }

    /// `{"client_secret"}`.
    static func opened(_ clientSecret: Secret) -> Response {
        object { $0.member("client_secret", clientSecret.reveal()) }
    }

    /// Stripe's own PaymentMethod, byte for byte.
    static func card(_ card: CustomerCard) -> Response {
        .api(.ok, Array(card.body))
    }

    /// `{"deleted": true}`, or `{"uncaptured_payments": [...]}` of what has to be settled first.
    static func deletion(_ outcome: DeleteAccountOutcome) -> Response {
        object { writer in
            switch outcome {
            case .deleted: writer.member("deleted", true)
            case .uncaptured(let intents):
                writer.name("uncaptured_payments")
                writer.beginArray()
                for intent in intents { writer.string(intent.text) }
                writer.endArray()
            }
        }
    }

    private static func object(_ status: Status = .ok, _ members: (inout JSONWriter) -> Void) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        members(&writer)
        writer.endObject()
        return .api(status, writer.bytes)
    }
}

extension JSONSchema {
    /// Stripe's own, as it came.
    static let paymentMethod = JSONSchema.named(
        "PaymentMethod",
        .openObject(["id": .stripeID, "object": .constant("payment_method"), "type": .string]))
}

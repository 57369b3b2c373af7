// On a request's way: what the account routes are told.
internal import Basics
internal import HTTPServer
internal import Payments

struct SignUpForm {
    let name: String
    let email: EmailAddress
    let firstLesson: String

    init(_ fields: Fields) throws(FormFailure) {
        name = try fields.name("name")
        email = try fields.email("email")
        firstLesson = try fields.text("first_lesson", charactersMax: Fields.metadataCharactersMax)
    }
}

/// The customer is named by the path, or where that does not, by the body.
struct AccountUpdateForm {
    let customer: CustomerID
    let name: String
    let email: EmailAddress

    init(_ request: Request) throws(FormFailure) {
        let fields = try Fields(request)
        customer =
            request.parameters.isEmpty
            ? try fields.identifier("customer_id") : try request.customer
        name = try fields.name("name")
        email = try fields.email("email")
    }
}

struct SaveCardForm {
    let customer: CustomerID
    let proof: SaveCard.Proof

    /// The set-up proves more than the card it saved, and goes before it.
    init(_ request: Request) throws(FormFailure) {
        customer = try request.customer
        let fields = try Fields(request)
        if try fields["setup_intent"] == nil, try fields["payment_method"] != nil {
            proof = .paymentMethod(try fields.identifier("payment_method"))
        } else {
            proof = .setupIntent(try fields.identifier("setup_intent"))
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

extension Fields {
    /// Stripe's own limits on a customer's name and address, and on a value of metadata.
    static let nameCharactersMax = 256
    static let emailCharactersMax = 512
    static let metadataCharactersMax = 500

    /// Blanks around it are a slip of the hand.
    func name(_ name: String) throws(FormFailure) -> String {
        let text = try text(name, charactersMax: Self.nameCharactersMax).withoutOuterBlanks
        guard !text.isEmpty else { throw .empty(name) }
        return text
    }

    /// Upper and lower case stay as typed. Whether mail arrives there is not for a pattern to say.
    func email(_ name: String) throws(FormFailure) -> EmailAddress {
        let text = try text(name, charactersMax: Self.emailCharactersMax).withoutOuterBlanks
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
            text.unicodeScalars.allSatisfy({
                !$0.properties.isWhitespace && $0.value >= 0x20 && $0.value != 0x7F
            })
        else { throw .notAnEmail(name) }
        return EmailAddress(text)
    }
}

extension String {
    fileprivate var withoutOuterBlanks: String {
        let start = drop { $0.isWhitespace }
        return start.lastIndex { !$0.isWhitespace }.map { String(start[...$0]) } ?? ""
    }
}

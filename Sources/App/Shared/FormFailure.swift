// On a request's way: why a caller's input was refused before anything was done with it.
internal import HTTPServer

/// Each names the field and the mend, and none repeats what the caller sent.
enum FormFailure: Error, Equatable {
    /// The body as a whole cannot be read.
    case unreadableBody(String)
    case unsupportedMediaType
    case missing(String)
    case empty(String)
    case givenTwice(String)
    case notText(String)
    case notUTF8(String)
    case tooLong(String, charactersMax: Int)
    case notAnIdentifier(String)
    case notAnEmail(String)
    case notAnAmount(String)
    case outOfRange(String, ClosedRange<Int64>)
    case badIdempotencyKey

    var status: Status {
        self == .unsupportedMediaType ? .unsupportedMediaType : .badRequest
    }

    var code: String {
        switch self {
        case .unreadableBody: "body_invalid"
        case .unsupportedMediaType: "media_type_unsupported"
        case .missing: "parameter_missing"
        case .empty: "parameter_invalid_empty"
        case .givenTwice: "parameter_repeated"
        case .notText, .notUTF8, .notAnIdentifier: "parameter_invalid_string"
        case .tooLong: "parameter_too_long"
        case .notAnEmail: "email_invalid"
        case .notAnAmount, .outOfRange: "parameter_invalid_integer"
        case .badIdempotencyKey: "idempotency_key_invalid"
        }
    }

    var message: String {
        switch self {
        case .unreadableBody(let why): "The body cannot be read: \(why)."
        case .unsupportedMediaType:
            "Send the fields as application/json or as application/x-www-form-urlencoded."
        case .missing(let name): "\(name) is missing."
        case .empty(let name): "\(name) is empty: give it a value."
        case .givenTwice(let name): "\(name) is given more than once: send it once."
        case .notText(let name): "\(name) must be a string."
        case .notUTF8(let name): "\(name) must be UTF-8 text."
        case .tooLong(let name, let charactersMax):
            "\(name) is too long: at most \(charactersMax) characters."
        case .notAnIdentifier(let name): "\(name) must be an id as Stripe gives it: letters, digits, _ and -."
        case .notAnEmail(let name): "\(name) must be a mail address, such as ada@example.com."
        case .notAnAmount(let name):
            "\(name) must be a whole number of cents, as a number or a string of digits: 1250 for $12.50."
        case .outOfRange(let name, let range):
            "\(name) must be from \(range.lowerBound) to \(range.upperBound) cents."
        case .badIdempotencyKey:
            "Idempotency-Key must be given once, as 1 to 255 visible ASCII characters."
        }
    }
}

// On a request's way: why a caller's input was refused before anything was done with it.
internal import Basics
internal import HTTPServer

/// Each names the field and the mend, and none repeats what the caller sent.
enum FormFailure: Error, Equatable {
    /// The body as a whole cannot be read.
    case unreadableBody(String)
    case unreadableQuery
    case unsupportedMediaType
    /// Of a route that takes JSON alone.
    case notJSON
    case missing(String)
    /// One of several that could be given has to be.
    case missingOneOf([String])
    /// Fields that contradict each other, or say the same twice.
    case notTogether(String, String)
    case empty(String)
    case givenTwice(String)
    case notText(String)
    case notUTF8(String)
    case tooLong(String, charactersMax: Int)
    case notAnIdentifier(String)
    case notAnEmail(String)
    case notAnAmount(String)
    case outOfRange(String, ClosedRange<Int64>)
    case notADecimal(String, DecimalFailure, Currency)
    case notACurrency(String)
    case notAnInteger(String)
    case integerOutOfRange(String, ClosedRange<Int64>)
    case notABoolean(String)
    case notOneOf(String, [String])
    case notATime(String, TimestampFailure)
    case notATimeZone(String)
    case notAnObject(String)
    case notACardNumber(String)
    /// Well written, and no good all the same: the sentence goes on behind the field's name.
    case unfit(String, String)
    case badIdempotencyKey

    var status: Status {
        self == .unsupportedMediaType || self == .notJSON ? .unsupportedMediaType : .badRequest
    }

    var code: String {
        switch self {
        case .unreadableBody: "body_invalid"
        case .unreadableQuery: "query_invalid"
        case .unsupportedMediaType, .notJSON: "media_type_unsupported"
        case .missing, .missingOneOf: "parameter_missing"
        case .notTogether: "parameters_exclusive"
        case .empty: "parameter_invalid_empty"
        case .givenTwice: "parameter_repeated"
        case .notText, .notUTF8, .notAnIdentifier: "parameter_invalid_string"
        case .tooLong: "parameter_too_long"
        case .notAnEmail: "email_invalid"
        case .notAnAmount, .outOfRange, .notAnInteger, .integerOutOfRange: "parameter_invalid_integer"
        case .notADecimal: "parameter_invalid_decimal"
        case .notACurrency: "currency_invalid"
        case .notABoolean: "parameter_invalid_boolean"
        case .notOneOf: "parameter_unknown_value"
        case .notATime: "parameter_invalid_time"
        case .notATimeZone: "time_zone_invalid"
        case .notAnObject: "parameter_invalid_object"
        case .notACardNumber: "card_declined"
        case .unfit: "parameter_invalid"
        case .badIdempotencyKey: "idempotency_key_invalid"
        }
    }

    /// The field that is to be mended; nil where it is none, or the whole.
    var field: String? {
        switch self {
        case .unreadableBody, .unreadableQuery, .unsupportedMediaType, .notJSON, .badIdempotencyKey: nil
        case .missingOneOf(let names): names.first
        case .missing(let name), .notTogether(let name, _), .empty(let name), .givenTwice(let name),
            .notText(let name), .notUTF8(let name), .tooLong(let name, _), .notAnIdentifier(let name),
            .notAnEmail(let name), .notAnAmount(let name), .outOfRange(let name, _),
            .notADecimal(let name, _, _), .notACurrency(let name), .notAnInteger(let name),
            .integerOutOfRange(let name, _), .notABoolean(let name), .notOneOf(let name, _),
            .notATime(let name, _), .notATimeZone(let name),
            .notAnObject(let name), .notACardNumber(let name), .unfit(let name, _):
            name
        }
    }
}

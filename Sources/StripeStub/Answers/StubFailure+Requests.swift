// On an answer's way: what Stripe says of a request that it cannot read: keys, URLs, parameters.

extension StubFailure {
    // MARK: Keys and URLs

    static let noKey = StubFailure(
        status: 401,
        message:
            "You did not provide an API key. You need to provide your API key in the Authorization header, "
            + "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See "
            + "https://stripe.com/docs/api#authentication for details, or we can help at "
            + "https://support.stripe.com/.",
        isLogged: false)

    static func badKey(_ key: String) -> StubFailure {
        StubFailure(status: 401, message: "Invalid API Key provided: \(starred(key))", isLogged: false)
    }

    /// Keeps a known prefix and the last four characters, so that no key is echoed.
    private static func starred(_ key: String) -> String {
        let prefix =
            ["sk_test_", "sk_live_", "rk_test_", "rk_live_", "pk_test_", "pk_live_"]
            .first { key.hasPrefix($0) && key.count >= $0.count + 8 } ?? ""
        let tail = key.count >= prefix.count + 8 ? String(key.suffix(4)) : ""
        return prefix + String(repeating: "*", count: max(1, key.count - prefix.count - tail.count)) + tail
    }

    static func unknownURL(_ method: String, _ path: String) -> StubFailure {
        StubFailure(
            status: 404,
            message:
                "Unrecognized request URL (\(method): \(path)). If you are trying to list objects, remove "
                + "the trailing slash. If you are trying to retrieve an object, make sure you passed a valid "
                + "(non-empty) identifier in your code. Please see https://stripe.com/docs or we can help at "
                + "https://support.stripe.com/.",
            isLogged: false)
    }

    static func badVersion(_ text: String) -> StubFailure {
        StubFailure(message: "Invalid Stripe API version: \(text)")
    }

    static let notAForm = StubFailure(
        message: "Invalid request (check that your POST content type is application/x-www-form-urlencoded). "
            + "If you have any questions, we can help at https://support.stripe.com/.")

    /// The stub's own limit and text.
    static let tooManyParameters = StubFailure(
        message: "Received more than \(FormDecoder.parametersMax) parameters.")

    // MARK: Parameters

    static func unknownParameters(_ names: [String]) -> StubFailure {
        let plural = names.count > 1 ? "s" : ""
        return StubFailure(
            message: "Received unknown parameter\(plural): \(names.joined(separator: ", "))",
            code: "parameter_unknown", param: names.first)
    }

    static func missingParameter(_ name: String) -> StubFailure {
        StubFailure(message: "Missing required param: \(name).", code: "parameter_missing", param: name)
    }

    static func emptyParameter(_ name: String) -> StubFailure {
        StubFailure(
            message:
                "You passed an empty string for '\(name)'. We assume empty values are an attempt to unset a "
                + "parameter; however '\(name)' cannot be unset. You should remove '\(name)' from your request "
                + "or supply a non-empty value.",
            code: "parameter_invalid_empty", param: name)
    }

    static func invalidInteger(_ name: String, _ text: String) -> StubFailure {
        StubFailure(message: "Invalid integer: \(text)", code: "parameter_invalid_integer", param: name)
    }

    static func negativeInteger(_ name: String) -> StubFailure {
        StubFailure(message: "Invalid non-negative integer", param: name)
    }

    static func belowOne(_ name: String) -> StubFailure {
        StubFailure(
            message: "This value must be greater than or equal to 1.", code: "parameter_invalid_integer",
            param: name)
    }

    static func invalidBoolean(_ name: String, _ text: String) -> StubFailure {
        StubFailure(message: "Invalid boolean: \(text)", param: name)
    }

    /// `must be one of a, b, or c`; of two: `a or b`.
    static func invalidChoice(_ name: String, _ choices: [String]) -> StubFailure {
        let list: String
        if choices.count > 2, let last = choices.last {
            list = choices.dropLast().joined(separator: ", ") + ", or \(last)"
        } else {
            list = choices.joined(separator: " or ")
        }
        return StubFailure(message: "Invalid \(name): must be one of \(list)", param: name)
    }

    static func invalidArray(_ name: String) -> StubFailure {
        StubFailure(message: "Invalid array", param: name)
    }

    static func invalidObject(_ name: String) -> StubFailure {
        StubFailure(message: "Invalid object", param: name)
    }

    static func invalidString(_ name: String) -> StubFailure {
        StubFailure(message: "Invalid string", param: name)
    }

    static func tooLong(_ name: String, _ text: String, _ lengthMax: Int) -> StubFailure {
        StubFailure(
            message: "Invalid string: \(text.prefix(10))...\(text.suffix(10)); must be at most \(lengthMax) "
                + "characters",
            param: name)
    }

    static func invalidEmail(_ text: String) -> StubFailure {
        StubFailure(message: "Invalid email address: \(text)", code: "email_invalid", param: "email")
    }

    static func invalidURL(_ name: String) -> StubFailure {
        StubFailure(
            message: "Invalid URL: An explicit scheme (such as https) must be provided.", code: "url_invalid",
            param: name)
    }

    /// The stub's own limit and text.
    static func urlElsewhere(_ name: String) -> StubFailure {
        StubFailure(
            message: "Invalid URL: This stub posts to its own machine only, such as http://127.0.0.1:8080/.",
            code: "url_invalid", param: name)
    }

    // MARK: Metadata

    static func tooManyMetadataKeys(_ name: String) -> StubFailure {
        StubFailure(message: "Metadata can have at most \(Metadata.keysMax) keys.", param: name)
    }

    static func longMetadataKey(_ param: String, _ key: String) -> StubFailure {
        StubFailure(
            message:
                "Metadata keys can have up to \(Metadata.keyLengthMax) characters, but you passed in a key "
                + "that is \(key.unicodeScalars.count) characters. Invalid key: \(key)",
            param: param)
    }

    static func longMetadataValue(_ param: String, _ value: String) -> StubFailure {
        StubFailure(
            message:
                "Metadata values can have up to \(Metadata.valueLengthMax) characters, but you passed in a "
                + "value that is \(value.unicodeScalars.count) characters. Invalid value: \(value)",
            param: param)
    }

    // MARK: Expansion and lists

    static let expansionTooDeep = StubFailure(
        message: "You cannot expand more than \(Expansion.levelsMax) levels of a property.")

    static func expansionUnknown(_ path: String, hint: Bool) -> StubFailure {
        let advice = hint ? " You may want to try expanding 'data.\(path)' instead." : ""
        return StubFailure(message: "This property cannot be expanded (\(path)).\(advice)")
    }

    static let bothCursors = StubFailure(
        message: "Received both starting_after and ending_before parameters. Please pass in only one.")

    /// The text is the stub's own.
    static let typeAndTypes = StubFailure(
        message: "Received both type and types parameters. Please pass in only one.")

    /// `noun` is Stripe's word for the object; in a path the status is 404, in a parameter 400.
    static func noSuch(_ noun: String, _ id: String, param: String, status: Int = 400) -> StubFailure {
        StubFailure(
            status: status, message: "No such \(noun): '\(id)'", code: "resource_missing", param: param)
    }

    // MARK: Idempotency

    static func keyOfOtherParameters(_ key: String) -> StubFailure {
        StubFailure(
            kind: .idempotency,
            message: "Keys for idempotent requests can only be used with the same parameters they were first "
                + "used with. Try using a key other than '\(key)' if you meant to execute a different request."
        )
    }

    static func keyOfOtherEndpoint(_ key: String, first: String, now: String) -> StubFailure {
        StubFailure(
            kind: .idempotency,
            message:
                "Keys for idempotent requests can only be used for the same endpoint they were first used "
                + "for ('\(first)' vs '\(now)'). Try using a key other than '\(key)' if you meant to execute a "
                + "different request.")
    }

    static func keyInUse(_ key: String) -> StubFailure {
        StubFailure(
            status: 409,
            message:
                "There is currently another in-progress request using this Idempotent Key (that probably "
                + "means you submitted twice, and the other request is still going through): \(key). Please "
                + "try again later.",
            code: "idempotency_key_in_use")
    }

    /// Keys go up to 255 characters (Stripe, idempotent requests); the text is the stub's own.
    static let keyTooLong = StubFailure(
        kind: .idempotency, message: "Idempotency keys can have up to 255 characters.")
}

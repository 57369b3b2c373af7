// On a request's way: what a call says about each parameter that it takes.

/// One parameter: its name, what its value must be, and when it exists.
struct ParameterRule: Sendable {
    indirect enum Kind: Sendable {
        case text(lengthMax: Int)
        case integer
        case nonNegativeInteger
        case boolean
        case oneOf([String])
        case list
        case metadata
        case fields([ParameterRule])
        /// `created=N`, or `created[gt|gte|lt|lte]=N`.
        case timeRange
    }

    let name: String
    let kind: Kind
    var isRequired = false
    /// An empty string unsets the value; elsewhere it is refused.
    var canBeEmpty = false
    /// The version from which the parameter is unknown.
    var removedIn: APIVersion?

    static func text(_ name: String, lengthMax: Int = 5000) -> ParameterRule {
        ParameterRule(name: name, kind: .text(lengthMax: lengthMax))
    }

    static func integer(_ name: String) -> ParameterRule { ParameterRule(name: name, kind: .integer) }

    static func nonNegativeInteger(_ name: String) -> ParameterRule {
        ParameterRule(name: name, kind: .nonNegativeInteger)
    }

    static func boolean(_ name: String) -> ParameterRule { ParameterRule(name: name, kind: .boolean) }

    static func oneOf(_ name: String, _ values: [String]) -> ParameterRule {
        ParameterRule(name: name, kind: .oneOf(values))
    }

    static func list(_ name: String) -> ParameterRule { ParameterRule(name: name, kind: .list) }

    static func fields(_ name: String, _ rules: [ParameterRule]) -> ParameterRule {
        ParameterRule(name: name, kind: .fields(rules))
    }

    /// Empty, it takes all metadata away.
    static let metadata = ParameterRule(name: "metadata", kind: .metadata, canBeEmpty: true)
    static let created = ParameterRule(name: "created", kind: .timeRange)
    static let expand = ParameterRule(name: "expand", kind: .list)
    static let paging = [integer("limit"), text("starting_after"), text("ending_before")]

    static let address = ParameterRule.fields(
        "address",
        ["city", "country", "line1", "line2", "postal_code", "state"].map { .text($0).emptiable })
    static let shipping = ParameterRule.fields(
        "shipping",
        [address, text("name").required, text("phone").emptiable, text("carrier"), text("tracking_number")]
    ).emptiable

    var required: ParameterRule {
        var rule = self
        rule.isRequired = true
        return rule
    }

    var emptiable: ParameterRule {
        var rule = self
        rule.canBeEmpty = true
        return rule
    }

    func removed(in version: APIVersion) -> ParameterRule {
        var rule = self
        rule.removedIn = version
        return rule
    }

    func exists(in version: APIVersion) -> Bool {
        guard let removedIn else { return true }
        return version < removedIn
    }
}

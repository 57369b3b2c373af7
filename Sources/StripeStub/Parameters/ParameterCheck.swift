// On a request's way: the parameters are held against the call's rules, before anything else is looked at.

/// What fails here never began to execute, so it does not use up an idempotency key (Stripe, idempotent requests).
struct ParameterCheck {
    let version: APIVersion

    func check(_ tree: ParameterTree, _ rules: [ParameterRule]) throws(StubFailure) {
        var unknown: [String] = []
        collectUnknown(in: tree, rules, under: nil, into: &unknown)
        if !unknown.isEmpty { throw .unknownParameters(unknown) }
        try checkPresent(tree, rules, under: nil)
        try checkValues(tree, rules, under: nil)
    }

    private func full(_ name: String, under prefix: String?) -> String {
        prefix.map { "\($0)[\(name)]" } ?? name
    }

    private func rule(_ name: String, among rules: [ParameterRule]) -> ParameterRule? {
        rules.first { $0.name == name && $0.exists(in: version) }
    }

    private func collectUnknown(
        in tree: ParameterTree, _ rules: [ParameterRule], under prefix: String?, into unknown: inout [String]
    ) {
        for member in tree.members {
            let name = full(member.name, under: prefix)
            guard let rule = rule(member.name, among: rules) else {
                unknown.append(name)
                continue
            }
            if case .fields(let inner) = rule.kind {
                collectUnknown(in: member.value, inner, under: name, into: &unknown)
            }
        }
    }

    private func checkPresent(_ tree: ParameterTree, _ rules: [ParameterRule], under prefix: String?)
        throws(StubFailure)
    {
        for rule in rules {
            let name = full(rule.name, under: prefix)
            guard let value = tree[rule.name] else {
                if rule.isRequired { throw .missingParameter(name) }
                continue
            }
            if case .fields(let inner) = rule.kind, !value.members.isEmpty {
                try checkPresent(value, inner, under: name)
            }
        }
    }

    private func checkValues(_ tree: ParameterTree, _ rules: [ParameterRule], under prefix: String?)
        throws(StubFailure)
    {
        for member in tree.members {
            guard let rule = rule(member.name, among: rules) else { continue }
            let name = full(member.name, under: prefix)
            if member.value.members.isEmpty, member.value.text?.isEmpty != false {
                if rule.canBeEmpty { continue }
                throw .emptyParameter(name)
            }
            try checkValue(member.value, rule.kind, name)
        }
    }

    private func checkValue(_ value: ParameterTree, _ kind: ParameterRule.Kind, _ name: String)
        throws(StubFailure)
    {
        switch kind {
        case .list:
            // A list written as one plain value (`expand=x`) is refused by Stripe as well.
            guard value.text == nil else { throw .invalidArray(name) }
        case .metadata:
            guard value.text == nil else { throw .invalidObject(name) }
            try checkMetadata(value, name)
        case .fields(let rules):
            guard value.text == nil else { throw .invalidObject(name) }
            try checkValues(value, rules, under: name)
        case .timeRange where value.text == nil:
            let bounds = ["gt", "gte", "lt", "lte"].map { ParameterRule.integer($0) }
            var unknown: [String] = []
            collectUnknown(in: value, bounds, under: name, into: &unknown)
            if !unknown.isEmpty { throw .unknownParameters(unknown) }
            try checkValues(value, bounds, under: name)
        default:
            guard let text = value.text, value.members.isEmpty else { throw .invalidString(name) }
            try checkText(text, kind, name)
        }
    }

    private func checkText(_ text: String, _ kind: ParameterRule.Kind, _ name: String) throws(StubFailure) {
        switch kind {
        case .text(let lengthMax):
            guard text.unicodeScalars.count <= lengthMax else { throw .tooLong(name, text, lengthMax) }
        case .integer, .timeRange:
            guard Int64(text) != nil else { throw .invalidInteger(name, text) }
        case .nonNegativeInteger:
            guard let number = Int64(text) else { throw .invalidInteger(name, text) }
            guard number >= 0 else { throw .negativeInteger(name) }
        case .boolean:
            guard text == "true" || text == "false" else { throw .invalidBoolean(name, text) }
        case .oneOf(let values):
            guard values.contains(text) else { throw .invalidChoice(name, values) }
        case .list, .metadata, .fields:
            break
        }
    }

    /// At most 50 keys of 40 characters, with values of 500 (Stripe, metadata).
    private func checkMetadata(_ tree: ParameterTree, _ name: String) throws(StubFailure) {
        guard tree.members.count <= Metadata.keysMax else { throw .tooManyMetadataKeys(name) }
        for member in tree.members {
            let full = "\(name)[\(member.name)]"
            guard let text = member.value.text, member.value.members.isEmpty else {
                throw .invalidString(full)
            }
            guard member.name.unicodeScalars.count <= Metadata.keyLengthMax else {
                throw .longMetadataKey(full, member.name)
            }
            guard text.unicodeScalars.count <= Metadata.valueLengthMax else {
                throw .longMetadataValue(full, text)
            }
        }
    }
}

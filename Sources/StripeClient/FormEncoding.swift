// On the way to Stripe: parameters as Stripe reads them, for bodies and for queries.

/// Parameters in the order given, nested as Stripe nests them:
///
///     let fields: FormFields = ["amount": 1000, "metadata": ["type": "lesson"], "expand": ["latest_charge"]]
///     // amount=1000&metadata[type]=lesson&expand[0]=latest_charge
///
/// Source: docs.stripe.com/api, as the official libraries encode it; `application/x-www-form-urlencoded` of the URL
/// standard, with the brackets left as they are.
package struct FormFields: Sendable, ExpressibleByDictionaryLiteral {
    private var fields: [(name: String, value: FormValue)]

    package init(dictionaryLiteral fields: (String, FormValue)...) {
        self.fields = fields.map { (name: $0.0, value: $0.1) }
    }

    /// Adds a parameter; nil is not sent. An empty text is: Stripe takes it as "unset this".
    package mutating func add(_ name: String, _ value: FormValue?) {
        if let value { fields.append((name, value)) }
    }

    package var isEmpty: Bool { fields.isEmpty }

    package func encoded() -> [UInt8] {
        var encoder = FormEncoder()
        for field in fields {
            encoder.append(field.value, at: encoder.encode(field.name))
        }
        return encoder.bytes
    }

    fileprivate func forEach(_ body: (String, FormValue) -> Void) {
        for field in fields { body(field.name, field.value) }
    }
}

package enum FormValue: Sendable {
    case text(String)
    case integer(Int64)
    case bool(Bool)
    case list([FormValue])
    case fields(FormFields)
}

extension FormValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral text: String) { self = .text(text) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension FormValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    package init(arrayLiteral elements: FormValue...) { self = .list(elements) }
    package init(dictionaryLiteral fields: (String, FormValue)...) {
        var nested = FormFields()
        for (name, value) in fields { nested.add(name, value) }
        self = .fields(nested)
    }
}

private struct FormEncoder {
    var bytes: [UInt8] = []

    /// `name` is the encoded name so far: `metadata`, then `metadata[type]`.
    mutating func append(_ value: FormValue, at name: [UInt8]) {
        switch value {
        case .text(let text): append(encode(text), to: name)
        case .integer(let number): append(Array(String(number).utf8), to: name)
        case .bool(let flag): append(Array((flag ? "true" : "false").utf8), to: name)
        case .list(let elements):
            for (index, element) in elements.enumerated() {
                append(element, at: nested(name, Array(String(index).utf8)))
            }
        case .fields(let fields):
            fields.forEach { append($1, at: nested(name, encode($0))) }
        }
    }
}

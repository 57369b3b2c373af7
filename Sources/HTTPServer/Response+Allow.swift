// On an answer's way: which methods a path has (RFC 9110 section 10.2.1).

extension Response {
    /// What a resource can do (RFC 9110 section 9.3.7).
    static func options(_ methods: [Method]) -> Response {
        Response(.noContent, fields: [Field("Allow", .methods(methods))])
    }
}

extension FieldValue {
    static func methods(_ methods: [Method]) -> FieldValue {
        FieldValue(methods.map(\.name).joined(separator: ", ")) ?? FieldValue(constant: "OPTIONS")
    }
}

// On a request's way: one method on one path, with who handles it.

package struct Route: Sendable {
    package let method: Method
    /// Literal segments and `:name` parameters: `/account-update/:customer_id`.
    package let pattern: String
    /// In metrics: the pattern, or that of which this one is another spelling.
    package let name: String
    package let bodyBytesMax: Int
    package let handler: Handler

    /// - Parameter bodyBytesMax: at most what the server's limits allow.
    package init(
        _ method: Method, _ pattern: String, name: String? = nil, bodyBytesMax: Int,
        handler: @escaping Handler
    ) {
        self.method = method
        self.pattern = pattern
        self.name = name ?? pattern
        self.bodyBytesMax = bodyBytesMax
        self.handler = handler
    }
}

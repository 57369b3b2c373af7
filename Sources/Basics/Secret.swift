// Under everything: text that must never be printed, such as a key.

package struct Secret: Sendable, Redacted {
    private let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// The text itself, for the one place that needs it: a header, a signature.
    package func reveal() -> String {
        text
    }
}

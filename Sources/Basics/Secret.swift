// Under everything: text that must never be printed, such as a key.

/// Redaction by type, not by remembering: every way Swift has to print a value (interpolation, `print`,
/// `debugPrint`, `dump`, `Mirror`) shows `[redacted]`, also when the secret sits inside another value.
package struct Secret: Sendable {
    private let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// The text itself, for the one place that needs it: a header, a signature.
    package func reveal() -> String {
        text
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[redacted]" }
    package var debugDescription: String { "[redacted]" }
    /// No children: what reads a value's fields by reflection finds none.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

// Under everything: what must never be printed says so in its type.

/// Redaction by type, not by remembering: every way Swift has to print a value (interpolation, `print`,
/// `debugPrint`, `dump`, `Mirror`) shows `[redacted]`, also when the value sits inside another one.
package protocol Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Redacted {
    package var description: String { "[redacted]" }
    package var debugDescription: String { "[redacted]" }
    /// No children: what reads a value's fields by reflection finds none.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

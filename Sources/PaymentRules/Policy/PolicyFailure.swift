// At start: why a text is no policy, so that its author can mend it.

package struct PolicyFailure: Error, Equatable, CustomStringConvertible {
    /// Where: `cancel.student[1].keep_percent`; empty for the text as a whole.
    package let member: String
    /// What is wrong and how it is mended, to stand behind the member's name.
    package let mend: String

    package init(_ member: String, _ mend: String) {
        self.member = member
        self.mend = mend
    }

    package var description: String { member.isEmpty ? mend : "\(member): \(mend)" }
}

// Beside what takes long: how far it is, for the person who waits.

package struct WorkStep: Sendable, Equatable {
    /// What is being done: `payments`, `copying`.
    package let phase: String
    /// Of the phase, from 0 to 1; nil when nobody knows how much there is.
    package let fraction: Double?
    /// So many were done in this phase.
    package let doneCount: Int
    /// Of what: `pages`.
    package let unit: String
    /// How many had to be read again; nil where nothing is read again.
    package let repeatsCount: Int?

    package init(
        _ phase: String, _ fraction: Double?, doneCount: Int, _ unit: String, repeatsCount: Int? = nil
    ) {
        self.phase = phase
        self.fraction = fraction
        self.doneCount = doneCount
        self.unit = unit
        self.repeatsCount = repeatsCount
    }
}

package typealias WorkProgress = @Sendable (WorkStep) -> Void

// On the way back from a database: why something could not be kept or read. The texts are for the log.

package enum StoreFailure: Error, Sendable, Equatable {
    /// The database cannot be used just now: no connection, a full disk, locks held too long. Nothing was changed.
    case unavailable(String)
    /// The connection broke after COMMIT was sent: whether it was done is unknown.
    case outcomeUnknown(String)
    /// A rule of the schema said no; the text names it.
    case constraint(String)
    /// A statement, a row or the file itself is not what this program expects.
    case malformed(String)
}

extension StoreFailure {
    package var isConstraint: Bool {
        if case .constraint = self { return true }
        return false
    }

    static let transactionIsOver = StoreFailure.malformed("the transaction is over")

    /// The same, its text beginning with what was tried.
    func adding(_ start: String) -> StoreFailure {
        switch self {
        case .unavailable(let text): .unavailable(start + text)
        case .outcomeUnknown(let text): .outcomeUnknown(start + text)
        case .constraint(let text): .constraint(start + text)
        case .malformed(let text): .malformed(start + text)
        }
    }
}

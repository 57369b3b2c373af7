// On the way back from PostgreSQL: what went wrong, as far as one must tell it apart.

enum PostgresFailure: Error {
    /// The connection was gone before anything was sent.
    case unsent(String)
    /// The connection broke, or was closed because time was up, with the answer still to come.
    case lost(String)
    /// The server said no: SQLSTATE (PostgreSQL's manual, appendix A) and its message.
    case refused(state: String, message: String)

    /// The transaction lost against another one and may begin anew: serialization failure, deadlock.
    var wantsAnotherTry: Bool {
        guard case .refused(let state, _) = self else { return false }
        return state == "40001" || state == "40P01"
    }

    static let readOnly = "25006"

    /// When nothing of the transaction was kept.
    var asStoreFailure: StoreFailure {
        switch self {
        case .unsent(let text), .lost(let text): return .unavailable(text)
        case .refused(let state, let message):
            let text = "\(message) (\(state))"
            // A server that takes no writes for now: a standby after a switch, or a disk that its host found full.
            if state == Self.readOnly { return .unavailable(text) }
            switch state.prefix(2) {
            case "23": return .constraint(text)
            // Rollback, resources, object state (locks), an operator, the system.
            case "40", "53", "55", "57", "58": return .unavailable(text)
            default: return .malformed(text)
            }
        }
    }
}

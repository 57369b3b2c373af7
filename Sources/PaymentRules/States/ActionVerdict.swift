// Beside the tables of what may be done: what such a table says, and how it is shown.

package enum ActionVerdict<Refusal: RawRepresentable<String> & Equatable & Sendable>: Equatable, Sendable {
    case allowed
    /// It is so already: a caller who asks again, because an answer was lost, is told how things stand.
    case done
    case refused(Refusal)

    /// In a table for a page of documentation.
    var word: String {
        switch self {
        case .allowed: "allowed"
        case .done: "is so"
        case .refused(let refusal): refusal.rawValue
        }
    }
}

/// A row an action, a column a status.
func markdownTable<
    Action: RawRepresentable<String> & CaseIterable, Status: RawRepresentable<String> & CaseIterable
>(
    of _: Status.Type, _ word: (Action, Status) -> String
) -> String {
    markdownTable(
        head: ["action"] + Status.allCases.map(\.rawValue),
        rows: Action.allCases.map { action in
            [action.rawValue] + Status.allCases.map { word(action, $0) }
        })
}

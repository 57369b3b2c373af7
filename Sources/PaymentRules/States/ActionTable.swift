// Under what may be done to a gig or to another service's payment: a table of it, and what it says.

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

/// What may be done by a status. Every combination of action and status is in exactly one row.
package struct ActionTable<
    Action: RawRepresentable<String> & CaseIterable & Sendable,
    Status: RawRepresentable<String> & CaseIterable & Equatable & Sendable,
    Refusal: RawRepresentable<String> & Equatable & Sendable
>: Sendable where Action: Equatable {
    package struct Row: Sendable {
        package let action: Action
        package let statuses: [Status]
        package let verdict: ActionVerdict<Refusal>

        init(_ action: Action, _ statuses: [Status], _ verdict: ActionVerdict<Refusal>) {
            self.action = action
            self.statuses = statuses
            self.verdict = verdict
        }
    }

    package let rows: [Row]
    /// Of a combination that no row has, which a test finds.
    let otherwise: Refusal

    init(_ rows: [Row], otherwise: Refusal) {
        self.rows = rows
        self.otherwise = otherwise
    }

    package func verdict(on action: Action, in status: Status) -> ActionVerdict<Refusal> {
        rows.first { $0.action == action && $0.statuses.contains(status) }?.verdict ?? .refused(otherwise)
    }

    /// For a page of documentation: a row an action, a column a status.
    package var markdown: String {
        markdownTable(
            head: ["action"] + Status.allCases.map(\.rawValue),
            rows: Action.allCases.map { action in
                [action.rawValue] + Status.allCases.map { verdict(on: action, in: $0).word }
            })
    }
}

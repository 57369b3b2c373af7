// On the way of everything that another service does to a payment: whether it may, and why not. One table.

package enum ServiceAction: String, CaseIterable, Sendable {
    /// Collect what is held, all or a part.
    case complete
    /// Give everything back: release what is held, refund what was collected.
    case cancel
    /// Give back some of what was collected.
    case refund
}

/// A code for programs, a text for people.
package enum ServiceRefusal: String, CaseIterable, Sendable {
    case nothingHeld = "nothing_held"
    case holdReleased = "hold_released"
    case alreadyCaptured = "already_captured"
    case alreadyRefunded = "already_refunded"
    case nothingCaptured = "nothing_captured"

    package var text: String {
        switch self {
        case .nothingHeld:
            "No card holds this payment's amount. While it is pending, ask again in a moment; once it has "
                + "failed, tell of it with another stripeToken."
        case .holdReleased: "The hold has ended and nothing was charged: authorize the payment anew."
        case .alreadyCaptured:
            "The payment was collected already, with another amount: a hold is collected once."
        case .alreadyRefunded: "All of the payment was given back already."
        case .nothingCaptured:
            "Nothing of this payment was collected. To let go of a hold, cancel the payment."
        }
    }
}

/// What may be done to a payment of another service, by its status. Every combination is in exactly one row.
///
/// - All three may be asked for again: what is so already is no error.
/// - A payment whose hold is still being placed can be cancelled: the hold is released once it stands.
package enum ServiceActions {
    package struct Row: Sendable {
        package let action: ServiceAction
        package let payments: [PaymentStatus]
        package let verdict: ActionVerdict<ServiceRefusal>
    }

    package static let table: [Row] = [
        Row(action: .complete, payments: [.authorized], verdict: .allowed),
        Row(action: .complete, payments: [.captured], verdict: .done),
        Row(action: .complete, payments: [.pending, .failed], verdict: .refused(.nothingHeld)),
        Row(action: .complete, payments: [.released], verdict: .refused(.holdReleased)),
        Row(action: .complete, payments: [.refunded], verdict: .refused(.alreadyRefunded)),
        Row(action: .cancel, payments: [.pending, .authorized, .captured], verdict: .allowed),
        Row(action: .cancel, payments: [.failed, .released, .refunded], verdict: .done),
        Row(action: .refund, payments: [.captured], verdict: .allowed),
        Row(action: .refund, payments: [.refunded], verdict: .done),
        Row(
            action: .refund, payments: [.pending, .failed, .authorized, .released],
            verdict: .refused(.nothingCaptured)),
    ]

    package static func verdict(on action: ServiceAction, payment: PaymentStatus) -> ActionVerdict<
        ServiceRefusal
    > {
        table.first { $0.action == action && $0.payments.contains(payment) }?.verdict
            ?? .refused(.nothingHeld)
    }

    /// The table for a page of documentation: a row an action, a column a payment's status.
    package static var markdown: String {
        markdownTable(of: PaymentStatus.self) { (action: ServiceAction, status) in
            verdict(on: action, payment: status).word
        }
    }
}

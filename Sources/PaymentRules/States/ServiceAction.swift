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

extension ServiceAction {
    /// What may be done to a payment of another service.
    ///
    /// - All three may be asked for again: what is so already is no error.
    /// - A payment whose hold is still being placed can be cancelled: the hold is released once it stands.
    package static let table = ActionTable<ServiceAction, PaymentStatus, ServiceRefusal>(
        [
            .init(.complete, [.authorized], .allowed),
            .init(.complete, [.captured], .done),
            .init(.complete, [.pending, .failed], .refused(.nothingHeld)),
            .init(.complete, [.released], .refused(.holdReleased)),
            .init(.complete, [.refunded], .refused(.alreadyRefunded)),
            .init(.cancel, [.pending, .authorized, .captured], .allowed),
            .init(.cancel, [.failed, .released, .refunded], .done),
            .init(.refund, [.captured], .allowed),
            .init(.refund, [.refunded], .done),
            .init(.refund, [.pending, .failed, .authorized, .released], .refused(.nothingCaptured)),
        ], otherwise: .nothingHeld)
}

// On an answer's way: what a button on another service's payment will do, said before it is done.
internal import Basics
internal import PaymentRules
internal import Payments

struct ServiceConfirmPage {
    let payment: Payment
    let service: ServicePayment
    /// Stands in the form: sent twice, it is done once.
    let key: String
    let frame: AdminFrame

    private func money(_ amount: Int64) -> String { AdminText.money(amount, payment.currency) }

    private func page(_ title: String, _ main: HTML) -> HTML {
        frame.page("\(title) payment \(payment.id)", at: .payments, main)
    }

    private func path(_ action: String) -> String { "/admin/payments/\(payment.id)/\(action)" }

    private func form(_ action: String) -> ConfirmForm {
        ConfirmForm(frame: frame, path: path(action), key: key)
    }

    private static let told: HTML = "Its service, which knows who pays, is told by webhook."
    private static let fee: HTML = "Stripe keeps its fee for the charge, and the house bears it."

    var cancel: HTML {
        let sentence: HTML
        var facts = [Self.told]
        switch payment.status {
        case .authorized:
            let held = money(payment.authorizedAmount ?? payment.amount)
            sentence = "Nothing is charged: the hold of \(held) is released."
        case .captured:
            sentence = "\(money(service.refundable(payment))) goes back to the card: all that is left."
            facts.insert(Self.fee, at: 0)
        case .pending, .failed, .refunded, .released:
            sentence = "Nothing is charged: a hold that is being placed is released once it stands."
        }
        return page("Cancel", form("cancel").html(sentence, facts, button: "Cancel the payment"))
    }

    /// - Parameter part: in minor units; nil for all that is left.
    func refund(_ part: Int64?) -> HTML {
        let left = service.refundable(payment)
        guard left > 0 else {
            return page("Refund", ConfirmForm.alert(ServiceRefusal.alreadyRefunded.text))
        }
        let amount = part ?? left
        let other = ConfirmForm.part(path("refund"))
        guard amount <= left else {
            let sentence = "At most what was collected and not given back can be: \(money(left))."
            return page("Refund", HTML(lines: [ConfirmForm.alert(sentence), other]))
        }
        let confirm = form("refund").html(
            amount == left
                ? "\(money(amount)) goes back to the card: all that is left."
                : "\(money(amount)) goes back to the card, and \(money(left - amount)) stays with the house.",
            [Self.fee, Self.told], button: "Refund \(money(amount))",
            [(AdminPartForm.Shape.shape.amount.name, "\(amount)")])
        return page("Refund", HTML(lines: [confirm, other]))
    }
}

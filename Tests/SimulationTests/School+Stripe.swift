// In a simulated run: what Stripe tells of its own accord, and what people do in its Dashboard.
import Basics
import PaymentRules

@testable import Payments
@testable import Store
@testable import StripeStub

// MARK: Webhooks

extension School {
    /// Events wait for a while, then come in any order, late, several times, or never.
    func scheduleWebhooks() {
        let gap = isQuiet ? 60 : dice.pick(weighted: [(5, 2), (4, 60), (2, 1200), (1, 20_000)])
        time.after(seconds: Int64(gap)) { [self] in
            while let delivery = stripe.stub.takeDelivery(now: time.nowSeconds) { deliver(delivery) }
            scheduleWebhooks()
        }
    }

    private func deliver(_ delivery: Delivery) {
        if dice.falls(percent: isQuiet ? 0 : 15) {
            // Stripe believes that it was taken: the event comes never more.
            let isLost = dice.falls(percent: 50)
            return stripe.stub.delivered(delivery.id, succeeded: isLost, now: time.nowSeconds)
        }
        let signature = delivery.headers.first { $0.name == "Stripe-Signature" }?.value
        let copies = dice.pick(weighted: [(8, 1), (2, 2), (1, 5)])
        for _ in 0..<copies {
            time.after(milliseconds: dice.within(10...30_000)) { [self] in
                time.start { await self.receive(delivery, signature) }
            }
        }
    }

    private func receive(_ delivery: Delivery, _ signature: String?) async {
        var isTaken = false
        if let services = anyServices {
            do throws(WebhookFailure) {
                let receipt = try await services.webhooks.receive(delivery.body, signature: signature)
                if receipt.outcome != .ignored {
                    note("\(services.process.name) is told \(receipt.type): \(receipt.outcome)")
                }
                isTaken = true
            } catch {
                note("a webhook is not taken: \(error)")
            }
        }
        stripe.stub.delivered(delivery.id, succeeded: isTaken, now: time.nowSeconds)
    }
}

// MARK: The Dashboard

extension School {
    /// Somebody moves a payment of the shop's behind its back.
    func useDashboard() async {
        let intents = stripe.stub.paymentIntents.items.suffix(80).filter {
            $0.status == .requiresCapture || $0.status == .succeeded
        }
        guard let intent = dice.pick(Array(intents)), let payment = await payment(of: intent) else { return }
        touched.insert(payment)
        let path = "/v1/payment_intents/\(intent.id)"
        if intent.status == .succeeded {
            let whole = intent.amountReceived
            let part = dice.falls(percent: 50) ? whole : dice.within(1...max(1, whole))
            note("Dashboard: payment \(payment) is refunded \(part)")
            stripe.ask("POST", "/v1/refunds", "payment_intent=\(intent.id)&amount=\(part)")
        } else if dice.falls(percent: 50) {
            note("Dashboard: payment \(payment) is canceled")
            stripe.ask("POST", path + "/cancel")
        } else {
            let part = dice.within(1...max(1, intent.amountCapturable))
            note("Dashboard: \(part) of payment \(payment) is captured")
            stripe.ask("POST", path + "/capture", "amount_to_capture=\(part)")
        }
    }

    func payment(of intent: StripeStub.PaymentIntent) async -> Int64? {
        guard let operation = intent.operation else { return nil }
        let found = await rows("SELECT payment_id FROM operations WHERE id = \(operation)")
        return found.first.flatMap { try? $0.integer("payment_id") }
    }

    func giveEvidence() {
        guard let dispute = dice.pick(stripe.stub.disputes.items.filter(\.isOpen)) else { return }
        let text = dice.pick(["winning_evidence", "losing_evidence"]) ?? ""
        note("Dashboard: the dispute of \(dispute.paymentIntent) gets \(text)")
        stripe.ask("POST", "/v1/disputes/\(dispute.id)", "evidence[uncategorized_text]=\(text)&submit=true")
    }
}

extension StripeStub.PaymentIntent {
    /// The shop's operation that made it or moved it last.
    var operation: Int64? { metadata.operation }
}

extension StripeStub.Metadata {
    var operation: Int64? {
        guard case .object(let members) = json,
            case .text(let text)? = members.first(where: { $0.name == MovementCall.mark })?.value
        else { return nil }
        return Int64(text)
    }
}

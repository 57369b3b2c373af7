// Around the stub: the webhooks that wait to be posted. Whoever has sockets posts them and tells the outcome.
internal import Basics

/// A POST to an endpoint, ready to be sent.
package struct Delivery: Sendable {
    /// To tell the outcome by; not the event's.
    package let id: String
    package let url: String
    package let headers: [(name: String, value: String)]
    /// What was signed, to be sent byte for byte.
    package let body: [UInt8]
    /// From 1 to 4.
    package let attempt: Int
}

extension Stub {
    /// The next delivery that is due, in the order of their events. Each comes once, and again only after a failure was
    /// told and its time has come (three times more). What an endpoint that is gone or disabled waited for is dropped.
    package mutating func takeDelivery(now: Int64) -> Delivery? {
        advance(to: now)
        while let entry = deliveries.take(dueBy: clock) {
            if let endpoint = webhookEndpoints[entry.endpoint], endpoint.isListening,
                let event = events[entry.event],
                let delivery = delivery(of: event, to: endpoint, entry)
            {
                return delivery
            }
            _ = deliveries.finish(entry.id, succeeded: true, now: clock)
        }
        return nil
    }

    /// What became of a delivery: any status but 2xx, and no answer at all, are failures (Stripe, webhooks).
    package mutating func delivered(_ id: String, succeeded: Bool, now: Int64) {
        advance(to: now)
        guard let entry = deliveries.finish(id, succeeded: succeeded, now: clock), succeeded,
            var event = events[entry.event]
        else { return }
        event.waitingFor.removeAll { $0 == entry.endpoint }
        events.put(event)
    }

    /// Stripe, verify webhook signatures: HMAC-SHA256 over the time, a dot and the body, with the whole secret.
    private func delivery(of event: Event, to endpoint: WebhookEndpoint, _ entry: DeliveryQueue.Entry)
        -> Delivery?
    {
        let body = StubJSONWriter.write(json(event, in: endpoint.version ?? .accountDefault))
        let signed = Array("\(clock).".utf8) + body
        guard let code = Digest.hmacSHA256(key: Array(endpoint.secret.utf8), signed) else { return nil }
        return Delivery(
            id: entry.id, url: endpoint.url,
            headers: [
                ("Content-Type", "application/json; charset=utf-8"),
                ("Stripe-Signature", "t=\(clock),v1=\(Hex.encode(code))"),
                ("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)"),
            ],
            body: body, attempt: entry.attempt)
    }
}

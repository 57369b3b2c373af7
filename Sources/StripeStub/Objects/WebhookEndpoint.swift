// Behind /v1/webhook_endpoints: who wants to hear of which events.

struct WebhookEndpoint: ShelfItem {
    /// Whose events: Stripe's endpoints hear of the platform's own, or of its connected accounts'. The one that the
    /// stub was started with hears of both, as a listener of Stripe's command line does.
    enum Hearing: Sendable { case own, connected, both }

    let id: String
    let created: Int64
    /// Signs every delivery; shown once, when the endpoint is made.
    let secret: String
    /// The version that events are written in; nil for the account's.
    let version: APIVersion?
    let hears: Hearing
    var description: String?
    var enabledEvents: [String]
    var isDeleted = false
    var isDisabled = false
    var metadata = Metadata()
    var url: String

    var isListening: Bool { !isDeleted && !isDisabled }

    func takes(_ event: Event) -> Bool {
        let isHeard =
            switch hears {
            case .own: event.account == nil
            case .connected: event.account != nil
            case .both: true
            }
        return isListening && isHeard && enabledEvents.contains(where: event.type.fits)
    }
}

extension Stub {
    func json(_ endpoint: WebhookEndpoint) -> StubJSON {
        [
            "id": .text(endpoint.id),
            "object": "webhook_endpoint",
            "api_version": StubJSON(endpoint.version?.text),
            "application": nil,
            "created": .integer(endpoint.created),
            "description": StubJSON(endpoint.description),
            "enabled_events": .texts(endpoint.enabledEvents),
            "livemode": false,
            "metadata": endpoint.metadata.json,
            "status": endpoint.isDisabled ? "disabled" : "enabled",
            "url": .text(endpoint.url),
        ]
    }
}

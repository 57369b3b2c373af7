// Behind /v1/webhook_endpoints: who wants to hear of which events.

struct WebhookEndpoint: ShelfItem {
    let id: String
    let created: Int64
    /// Signs every delivery; shown once, when the endpoint is made.
    let secret: String
    /// The version that events are written in; nil for the account's.
    let version: APIVersion?
    /// Of connected accounts only, of which this account has none.
    let isForConnect: Bool
    var description: String?
    var enabledEvents: [String]
    var isDeleted = false
    var isDisabled = false
    var metadata = Metadata()
    var url: String

    var isListening: Bool { !isDeleted && !isDisabled }

    func takes(_ type: EventType) -> Bool {
        isListening && !isForConnect && enabledEvents.contains(where: type.fits)
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

// On the way back from Stripe: an address that Stripe tells of events.
package import Basics

package struct WebhookEndpoint: StripeListable {
    package let id: WebhookEndpointID
    package let url: String
    package let isEnabled: Bool
    /// Types of events; `*` stands for all but a few.
    package let events: [String]

    package init?(_ json: JSON) {
        guard json["object"]?.string == "webhook_endpoint",
            let id = json["id"]?.string.flatMap(WebhookEndpointID.init), let url = json["url"]?.string
        else { return nil }
        self.id = id
        self.url = url
        isEnabled = json["status"]?.string == "enabled"
        events = json["enabled_events"]?.elements.compactMap(\.string) ?? []
    }
}

// On an event's way: what is read of it (docs.stripe.com/api/events/object). The snapshot within is left alone.
internal import Basics

struct StripeEvent {
    let id: String
    let type: String
    let isLive: Bool
    /// Of the object that it is about.
    let object: String

    /// nil when it is no event.
    init?(_ payload: [UInt8]) {
        guard let json = try? JSON(payload), json["object"]?.string == "event",
            let id = json["id"]?.string, let type = json["type"]?.string
        else { return nil }
        self.id = id
        self.type = type
        isLive = json["livemode"]?.bool ?? false
        object = json["data"]?["object"]?["id"]?.string ?? ""
    }
}

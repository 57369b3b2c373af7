// On the way back from Stripe: an Event, as the list tells it. What it says of its object is left alone.
package import Basics

package struct Event: StripeDated {
    package let id: EventID
    package let type: String
    /// As it came.
    package let json: JSON

    package init?(_ json: JSON) {
        guard json["object"]?.string == "event", let id = json["id"]?.string.flatMap(EventID.init),
            let type = json["type"]?.string
        else { return nil }
        self.id = id
        self.type = type
        self.json = json
    }

    package var isLive: Bool { json["livemode"]?.bool ?? false }
    package var created: Int64? { json["created"]?.integer }

    /// Of the object that it is about.
    package var objectID: String { json["data"]?["object"]?["id"]?.string ?? "" }

    /// The PaymentIntent that it concerns: the object itself, or the one that the object names.
    package var intent: PaymentIntentID? {
        let object = json["data"]?["object"]
        let id =
            object?["object"]?.string == "payment_intent"
            ? object?["id"]?.string : object?["payment_intent"]?.string
        return id.flatMap(PaymentIntentID.init)
    }
}

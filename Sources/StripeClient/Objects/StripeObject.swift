// On the way back from Stripe: thin views of its objects. Fields are read when they are asked for.
package import Basics

package protocol StripeObject: Sendable {
    /// nil when the JSON is no such object, or lacks what its users rely on.
    init?(_ json: JSON)
}

/// An object that stands in lists; its id is the cursor to what comes after it.
package protocol StripeListable: StripeObject {
    associatedtype Kind
    var id: StripeID<Kind> { get }
}

/// An object that lists can be asked for by time, with `created[gte]` and `created[lt]`.
package protocol StripeDated: StripeListable {
    /// Unix seconds; nil only in a broken answer. Lists are in its order, the newest first, and keep one order within
    /// a second too.
    var created: Int64? { get }
}

/// A page of a list, newest first.
package struct StripeList<Element: StripeListable>: StripeObject {
    package let data: [Element]
    /// There are older ones behind the last of this page.
    package let hasMore: Bool

    package init?(_ json: JSON) {
        guard json["object"]?.string == "list", let page = json["data"], page.kind == .array else {
            return nil
        }
        var data: [Element] = []
        for json in page.elements {
            guard let element = Element(json) else { return nil }
            data.append(element)
        }
        self.data = data
        hasMore = json["has_more"]?.bool ?? false
    }
}

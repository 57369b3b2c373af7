// At the start: where browsers load Stripe.js from.
import Basics

/// The address of a script: an origin and a path, such as `https://js.stripe.com/v3/`.
package struct StripeScript: Sendable, Equatable, CustomStringConvertible {
    package let origin: Origin
    /// Begins with a slash.
    package let path: String

    package init(origin: Origin, path: String) {
        self.origin = origin
        self.path = path
    }

    /// nil for anything with a query, a fragment, a user, an odd host, or a path of other than plain characters.
    init?(_ text: String) {
        guard let hostStart = text.firstRange(of: "://")?.upperBound,
            let slash = text[hostStart...].firstIndex(of: "/"), let origin = Origin(String(text[..<slash])),
            text[slash...].utf8.allSatisfy({ $0.isLetterOrDigit || "/-_.".utf8.contains($0) })
        else { return nil }
        self.init(origin: origin, path: String(text[slash...]))
    }

    /// Stripe wants it loaded from there and nowhere else (Stripe, "Including Stripe.js").
    static let stripeItself = Origin(scheme: .https, host: "js.stripe.com", port: nil)

    package var description: String { "\(origin)\(path)" }
}

extension StripeScript {
    static func parse(_ text: String) throws(UnfitValue) -> StripeScript {
        guard let script = StripeScript(text) else {
            throw UnfitValue(
                "must be an address with a path and without a query, such as https://js.stripe.com/v3/")
        }
        guard script.origin.scheme == .https || script.origin.isLoopback else {
            throw UnfitValue(
                "must begin with https://; plain http goes only to localhost, 127.0.0.0/8 or ::1")
        }
        return script
    }
}

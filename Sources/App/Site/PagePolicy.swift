// On an answer's way: what a page may load and do, told to the browser.
internal import HTTPServer

/// A page loads from this server and from Stripe, and nothing else: no script or style stands in the HTML, so one that
/// somebody smuggles in does not run (CSP Level 3; the origins are those of Stripe, "Content Security Policy").
struct PagePolicy {
    /// Where Stripe.js comes from: Stripe, or a stub.
    let script: Origin

    var fields: [Response.Field] {
        let policies = [("Content-Security-Policy", contentPolicy), ("Permissions-Policy", permissions)]
        return policies.compactMap { Response.Field(name: $0, value: $1) }
    }

    private var contentPolicy: String {
        [
            "default-src 'none'",
            sources("script-src", ["'self'", "https://js.stripe.com", "https://*.js.stripe.com"]),
            sources(
                "frame-src", ["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"]),
            sources("connect-src", ["'self'", "https://api.stripe.com"]),
            "img-src 'self' https://*.stripe.com",
            "style-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ].joined(separator: "; ")
    }

    private func sources(_ directive: String, _ known: [String]) -> String {
        let own = script == StripeScript.stripeItself ? [] : ["\(script)"]
        return ([directive] + known + own).joined(separator: " ")
    }

    /// Stripe.js may ask the browser for a saved card; nobody may ask for anything else.
    private var permissions: String {
        "payment=(self \"\(script)\"), camera=(), geolocation=(), microphone=(), usb=()"
    }
}

// At the start: how the services of this module reach Stripe.
package import Basics
internal import CurlClient
package import Reactor
internal import StripeClient

/// What the server's owner decides about Stripe.
package struct StripeAccess: Sendable {
    package let secretKey: Secret
    /// Scheme, host and port: `https://api.stripe.com`.
    package let base: String
    package let apiVersion: String
    /// What one request may spend on Stripe in all, retries included.
    package let deadlineSeconds: Int

    package init(secretKey: Secret, base: String, apiVersion: String, deadlineSeconds: Int) {
        self.secretKey = secretKey
        self.base = base
        self.apiVersion = apiVersion
        self.deadlineSeconds = deadlineSeconds
    }
}

/// The way to Stripe of one loop's requests; its connections are that loop's own, whatever service uses them.
package struct StripeLink: Sendable {
    let client: StripeClient

    /// - Parameter log: is told of every attempt, where it shows every step.
    package init(
        _ access: StripeAccess, on loop: EventLoop, observing metrics: StripeMetrics, log: Log? = nil
    ) {
        let settings = StripeClientSettings(
            secretKey: access.secretKey, apiVersion: access.apiVersion,
            deadlineMilliseconds: access.deadlineSeconds * 1000)
        client = StripeClient(
            settings: settings, transport: CurlTransport(CurlClient(on: loop), base: access.base),
            waiter: loop,
            observe: { attempt in
                metrics.count(attempt)
                log?.debug("stripe_call", attempt.write)
            })
    }
}

extension StripeAccess {
    /// libcurl's version and those of what it stands on.
    package static var libraryVersions: String { CurlClient.libraryVersion }
}

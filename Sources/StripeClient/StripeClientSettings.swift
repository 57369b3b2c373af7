// On the way to Stripe: what the client must be told.
package import Basics

package struct StripeClientSettings: Sendable {
    package var secretKey: Secret
    /// Sent with every call, so that no account's default decides how answers look.
    package var apiVersion: String
    /// As Stripe's Go library; Stripe keeps an answer for its idempotency key far longer than two retries take.
    package var retriesMax = 2
    /// Stripe's libraries wait half a second before the first retry and no more than five before any.
    package var retryBaseMilliseconds = 500
    package var retryCapMilliseconds = 5_000
    /// For all calls and attempts of one request together.
    package var deadlineMilliseconds: Int

    package init(secretKey: Secret, apiVersion: String, deadlineMilliseconds: Int) {
        self.secretKey = secretKey
        self.apiVersion = apiVersion
        self.deadlineMilliseconds = deadlineMilliseconds
    }
}

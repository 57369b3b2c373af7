// On the way to Stripe: what one attempt came to, for logs and metrics.

package struct StripeAttempt: Sendable {
    package let method: TransportRequest.Method
    package let endpoint: StripeEndpoint
    /// 0 for the first.
    package let retry: Int
    /// nil when no response came.
    package let status: Int?
    /// Stripe's own name for the attempt, for its support.
    package let requestID: String?
    package let decision: RetryDecision
    package let milliseconds: Int
}

// Beside every request's way: whether Stripe is as the server needs it, asked by reads alone.
package import Basics
internal import StripeClient

package struct StripeCheckup: Sendable {
    package struct Failure: Error {
        /// Nothing of the key.
        package let text: String
        /// Stripe was reached, and does not accept the key, or not for this.
        package let isOfKey: Bool
        /// The key is good, and may not read this: a restricted one.
        package let isRestricted: Bool
    }

    package struct Standing: Sendable {
        package let account: String
        /// By how much Stripe's clock is before ours; nil when it did not tell.
        package let clockSkewSeconds: Int64?
    }

    /// An address that Stripe tells of events.
    package struct Listener: Sendable {
        package let url: String
        package let isEnabled: Bool
        /// What the house acts on and this address is not told.
        package let missingTypes: Set<String>
    }

    private let stripe: StripeClient
    private let clock: WallClock

    package init(_ link: StripeLink, clock: WallClock) {
        stripe = link.client
        self.clock = clock
    }

    /// Whose the key is.
    package func standing() async throws(Failure) -> Standing {
        do throws(StripeFailure) {
            let reply = try await stripe.retrieveAccount(deadline: stripe.deadline())
            let now = clock.nowSeconds
            let theirs = reply.answer.date.flatMap(CivilTime.unixSeconds(httpDate:))
            return Standing(account: reply.object.id, clockSkewSeconds: theirs.map { $0 - now })
        } catch {
            throw Failure(error)
        }
    }

    package func listeners() async throws(Failure) -> [Listener] {
        do throws(StripeFailure) {
            return try await stripe.webhookEndpoints(deadline: stripe.deadline()).object.data.map {
                endpoint in
                let isToldAll = endpoint.events.contains("*")
                return Listener(
                    url: endpoint.url, isEnabled: endpoint.isEnabled,
                    missingTypes: isToldAll ? [] : EventEffect.types.subtracting(endpoint.events))
            }
        } catch {
            throw Failure(error)
        }
    }
}

extension StripeCheckup.Failure {
    fileprivate init(_ failure: StripeFailure) {
        var isOfKey = false
        var isRestricted = false
        if case .keyRefused(let status, _) = failure {
            isOfKey = true
            isRestricted = status == 403
        }
        self.init(text: failure.logText, isOfKey: isOfKey, isRestricted: isRestricted)
    }
}

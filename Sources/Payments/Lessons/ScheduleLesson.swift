// On a lesson request's way: holds the price of a lesson. Two calls to Stripe, more only to clean up.
package import Basics
internal import StripeClient

package struct ScheduleLesson: Sendable {
    package let customer: CustomerID
    package let amount: Money
    package let description: String
    /// The caller's own Idempotency-Key, if one was sent.
    package let callerKey: String?

    package init(customer: CustomerID, amount: Money, description: String, callerKey: String?) {
        self.customer = customer
        self.amount = amount
        self.description = description
        self.callerKey = callerKey
    }

    /// Metadata by which a lesson's intents are told from others of the same Stripe account.
    static let mark = (name: "type", value: "lessons-payment")

    /// A create whose fault Stripe replays stays unknown: the intent's id is in no answer, and a hold of the same
    /// amount on the same customer may be another lesson's.
    func run(on stripe: StripeClient) async throws(LessonFailure) -> LessonPayment {
        let deadline = stripe.deadline()
        let card = try await newestCard(stripe, deadline)
        let keys = LessonKeys(callerKey: callerKey, route: "schedule-lesson")
        let made: StripeReply<PaymentIntent>
        do throws(StripeFailure) {
            made = try await stripe.createPaymentIntent(
                fields(card), idempotencyKey: keys.key(for: .paymentIntents), deadline: deadline)
        } catch {
            throw LessonFailure(error, namingIntent: true)
        }
        guard made.object.holdsNothing else { return LessonPayment(made) }
        return try await letGo(made, stripe, key: keys.key(for: .paymentIntentCancel), deadline)
    }

    private func newestCard(
        _ stripe: StripeClient, _ deadline: Deadline
    ) async throws(LessonFailure) -> PaymentMethodID {
        let cards: StripeReply<StripeList<PaymentMethod>>
        do throws(StripeFailure) {
            cards = try await stripe.savedCards(of: customer, limit: 1, deadline: deadline)
        } catch {
            throw LessonFailure(error)
        }
        guard let card = cards.object.data.first else { throw .noSavedCard(of: customer) }
        return card.id
    }

    private func fields(_ card: PaymentMethodID) -> FormFields {
        [
            "amount": .integer(amount.minorUnits),
            "currency": .text(amount.currency.code),
            "customer": .text(customer.text),
            "payment_method": .text(card.text),
            "capture_method": "manual",
            "confirm": true,
            "off_session": true,
            // Understood by versions before and after `payment_method_types` was withdrawn.
            "automatic_payment_methods": ["enabled": true, "allow_redirects": "never"],
            "metadata": .fields([Self.mark.name: .text(Self.mark.value)]),
            "description": .text(description),
        ]
    }
}

// MARK: An intent that holds nothing

extension ScheduleLesson {
    /// The card wants its owner, who is not there. The intent is canceled, so that no one finishes it later.
    private func letGo(
        _ made: StripeReply<PaymentIntent>, _ stripe: StripeClient, key: String?, _ deadline: Deadline
    ) async throws(LessonFailure) -> LessonPayment {
        let id = made.object.id
        var intent = made.object
        do throws(StripeFailure) {
            if made.answer.replayed {
                // The answer of the first time says how the intent was then.
                let now = try await stripe.retrievePaymentIntent(id, deadline: deadline)
                guard now.object.holdsNothing else { return LessonPayment(now) }
                intent = now.object
            }
            if intent.status != .canceled {
                _ = try await stripe.cancelPaymentIntent(id, idempotencyKey: key, deadline: deadline)
            }
        } catch {
            throw .authenticationRequired(id, leftBehind: error.saysCanceled ? nil : error)
        }
        throw .authenticationRequired(id, leftBehind: nil)
    }
}

extension PaymentIntent {
    fileprivate var holdsNothing: Bool {
        switch status {
        case .requiresAction, .requiresConfirmation, .requiresPaymentMethod, .canceled: true
        case .requiresCapture, .processing, .succeeded, .other: false
        }
    }
}

extension StripeFailure {
    /// Someone else was quicker to cancel.
    fileprivate var saysCanceled: Bool {
        guard case .refused(let refusal) = self else { return false }
        return refusal.isUnexpectedState && refusal.paymentIntent?.status == .canceled
    }
}

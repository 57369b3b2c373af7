// On a lesson request's way: finds out whether money is to be refunded or a hold to be released, and does it.
internal import Basics
internal import StripeClient

/// Stripe refuses to refund a hold, without a code, so the intent is read to see why. Between two calls someone else
/// may capture or cancel; each such turn is a *phase* with idempotency keys of its own. A new phase begins only after
/// a definite no of Stripe's and a fresh look at the intent, so at most one of the phases moves money.
///
/// A release whose fault Stripe replays is settled by reading the intent. A refund is not: a charge may have several
/// refunds, and none of them says which request made it, so that outcome stays unknown.
///
///     refund --- 200 ---------------------------------> refunded
///       |  `---- no, with a code ---------------------> Stripe's error
///       no, without a code: read the intent
///       |---- requires_capture: release -- 200 -------> released
///       |         `-- unexpected state: read
///       |               |---- canceled ---------------> released
///       |               `---- succeeded --------------> refund, next phase
///       |---- canceled, released under this key ------> released
///       |---- succeeded, the no was an old one -------> refund, next phase
///       `---- else -----------------------------------> Stripe's error
struct RefundWay {
    /// A hold, a capture in between, an old answer: no honest run of events needs more.
    static let phasesMax = 3

    let lesson: RefundLesson
    let stripe: StripeClient
    let deadline: Deadline
    let refundKeys: LessonKeys
    let releaseKeys: LessonKeys

    func with(refundKeys: LessonKeys) -> RefundWay {
        RefundWay(
            lesson: lesson, stripe: stripe, deadline: deadline, refundKeys: refundKeys,
            releaseKeys: releaseKeys)
    }

    func refund(phase: Int) async throws(LessonFailure) -> LessonRefund {
        let refusal: StripeRefusal
        do throws(StripeFailure) {
            let refund = try await stripe.createRefund(
                of: lesson.paymentIntent, amount: lesson.amount, reason: "requested_by_customer",
                idempotencyKey: refundKeys.key(for: .refunds, phase: phase), deadline: deadline)
            return .refunded(refund.object.id)
        } catch .refused(let reason) where reason.status == 400 && reason.code == nil {
            refusal = reason
        } catch {
            throw LessonFailure(error)
        }
        let intent = try await read()
        if intent.status == .requiresCapture { return try await release(intent, phase: phase) }
        // Only an old answer can be at odds with the intent as it is now.
        if refusal.replayed {
            if intent.status == .succeeded, phase < Self.phasesMax {
                return try await refund(phase: phase + 1)
            }
            if intent.status == .canceled, try await wasReleasedUnderThisKey(phase: phase) {
                return .released(id: intent.releaseID)
            }
        }
        throw LessonFailure(.refused(refusal))
    }

    func release(_ intent: PaymentIntent, phase: Int) async throws(LessonFailure) -> LessonRefund {
        if let amount = lesson.amount, amount != intent.amountCapturable {
            throw .partialRelease(amount, held: intent.amountCapturable)
        }
        let refusal: StripeRefusal
        do throws(StripeFailure) {
            let released = try await stripe.cancelPaymentIntent(
                intent.id,
                reason: "requested_by_customer", expand: PaymentIntent.refundsExpanded,
                idempotencyKey: releaseKeys.key(for: .paymentIntentCancel, phase: phase), deadline: deadline)
            return .released(id: released.object.releaseID)
        } catch .refused(let reason) where reason.isUnexpectedState {
            refusal = reason
        } catch .faultReplayed(let breakage) {
            // Only a canceled intent proves that it was done.
            if let now = try? await read(), now.status == .canceled { return .released(id: now.releaseID) }
            throw LessonFailure(.faultReplayed(breakage))
        } catch {
            throw LessonFailure(error)
        }
        let now = try await read()
        if now.status == .canceled { return .released(id: now.releaseID) }
        if now.status == .succeeded, phase < Self.phasesMax { return try await refund(phase: phase + 1) }
        throw LessonFailure(.refused(refusal))
    }

    func read() async throws(LessonFailure) -> PaymentIntent {
        do throws(StripeFailure) {
            return try await stripe.retrievePaymentIntent(
                lesson.paymentIntent, expand: PaymentIntent.refundsExpanded, deadline: deadline
            ).object
        } catch {
            throw LessonFailure(error)
        }
    }

    /// Of a canceled intent: whether it was this request, sent before, that released it. Stripe is asked with the
    /// release's key and another body. A key that was used says so (`idempotency_error`); one that was not meets the
    /// canceled intent and is refused, now and at every repetition. Neither moves anything.
    private func wasReleasedUnderThisKey(phase: Int) async throws(LessonFailure) -> Bool {
        guard let key = releaseKeys.key(for: .paymentIntentCancel, phase: phase) else { return false }
        do throws(StripeFailure) {
            _ = try await stripe.cancelPaymentIntent(
                lesson.paymentIntent, idempotencyKey: key, deadline: deadline)
            return true
        } catch .idempotencyConflict {
            return true
        } catch .refused {
            return false
        } catch {
            throw LessonFailure(error)
        }
    }
}

extension PaymentIntent {
    fileprivate static let refundsExpanded = ["latest_charge.refunds"]

    fileprivate var releaseID: String { latestCharge?.newestRefund?.id.text ?? id.text }
}

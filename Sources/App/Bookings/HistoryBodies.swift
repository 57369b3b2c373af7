// On an answer's way: what happened to a booking's money, and why.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

enum HistoryBodies {
    /// `{"events":[...]}`, the oldest first.
    static func events(_ events: [PaymentEvent], _ booking: Booking) -> Response {
        let body = [UInt8].object { writer in
            writer.name("events")
            writer.beginArray()
            for event in events { writer.object(event, booking.currency) }
            writer.endArray()
        }
        return .api(.ok, body)
    }

    /// `{"payment","booking","steps":[{"event","operation"}],"open"}`.
    static func explained(_ explained: ExplainedPayment) -> Response {
        let currency = explained.payment.currency
        let body = [UInt8].object { writer in
            writer.name("payment")
            writer.object(explained.payment)
            writer.name("booking")
            if let booking = explained.booking { writer.object(booking) } else { writer.null() }
            writer.name("steps")
            writer.beginArray()
            for step in explained.steps {
                writer.beginObject()
                writer.name("event")
                writer.object(step.event, currency)
                writer.name("operation")
                writer.object(step.operation, currency)
                writer.endObject()
            }
            writer.endArray()
            writer.name("open")
            writer.object(explained.open, currency)
        }
        return .api(.ok, body)
    }
}

// MARK: Their schemas

extension JSONSchema {
    static let bookingEvents = JSONSchema.named(
        "BookingEvents", .object(["events": .array(of: paymentEvent)]))

    static let explainedPayment = JSONSchema.named(
        "ExplainedPayment",
        .object([
            "payment": payment, "booking": .booking.orNull,
            "steps": .array(of: .object(["event": paymentEvent, "operation": operation.orNull])),
            "open": operation.orNull.saying("What Stripe was asked and has not answered yet."),
        ]))

    private static let paymentEvent = JSONSchema.named(
        "PaymentEvent",
        .object([
            "id": .recordID, "booking_id": .recordID.orNull, "payment_id": .recordID.orNull,
            "event_type": .word(of: PaymentEventType.self), "amount": .decimal.orNull,
            "amount_cents": .cents.orNull, "stripe_event_id": .string.orNull, "cause": .string.orNull,
            "stripe_request_id": .string.orNull,
            "request_id": .string.orNull.saying("The request on whose way it was, or the job."),
            "created_at": .time,
        ]))

    private static let payment = JSONSchema.named(
        "PaymentRecord",
        .object([
            "id": .recordID, "kind": .word(["lesson", "package", "service"]),
            "student_id": .recordID.orNull,
            "customer_id": .stripeID.orNull, "amount": .decimal, "amount_cents": .cents,
            "currency": .currency,
            "status": .word(of: PaymentStatus.self), "cause": .string.orNull,
            "stripe_intent_id": .stripeID.orNull, "authorized_amount": .decimal.orNull,
            "authorized_amount_cents": .cents.orNull, "authorized_at": .time.orNull,
            "authorization_expires_at": .time.orNull, "captured_amount": .decimal.orNull,
            "captured_amount_cents": .cents.orNull, "captured_at": .time.orNull, "refund_amount": .decimal,
            "refund_amount_cents": .cents,
            "dispute": .string.orNull.saying("Stripe's status of it; null when there never was one."),
            "hold_due_at": .time.orNull, "created_at": .time, "updated_at": .time,
        ]))

    /// What was asked of Stripe.
    private static let operation = JSONSchema.named(
        "Operation",
        .object([
            "id": .recordID, "verb": .word(of: MoneyVerb.self),
            "state": .word(["open", "done", "refused"]),
            "amount": .decimal.orNull, "amount_cents": .cents.orNull, "cause": .string.orNull,
            "attempts": .integer, "stripe_intent_id": .stripeID.orNull, "stripe_refund_id": .stripeID.orNull,
            "failure_code": .string.orNull, "failure_message": .string.orNull,
            "stripe_request_id": .string.orNull, "created_at": .time, "finished_at": .time.orNull,
        ]))
}

extension JSONWriter {
    fileprivate mutating func object(_ event: PaymentEvent, _ currency: Currency) {
        beginObject()
        member("id", event.id)
        member("booking_id", event.bookingID)
        member("payment_id", event.paymentID)
        member("event_type", event.type.rawValue)
        amount("amount", "amount_cents", event.amount, currency)
        member("stripe_event_id", event.stripeEvent)
        member("cause", event.cause)
        member("stripe_request_id", event.requestID)
        member("request_id", event.askedBy)
        member("created_at", time: event.createdAt)
        endObject()
    }

    fileprivate mutating func object(_ payment: Payment) {
        let currency = payment.currency
        beginObject()
        member("id", payment.id)
        member("kind", payment.kind.rawValue)
        member("student_id", payment.studentID)
        member("customer_id", payment.customer?.text)
        amount("amount", "amount_cents", payment.amount, currency)
        member("currency", currency.code)
        member("status", payment.status.rawValue)
        member("cause", payment.cause)
        member("stripe_intent_id", payment.intent?.text)
        amount("authorized_amount", "authorized_amount_cents", payment.authorizedAmount, currency)
        member("authorized_at", time: payment.authorizedAt)
        member("authorization_expires_at", time: payment.authorizationExpiresAt)
        amount("captured_amount", "captured_amount_cents", payment.capturedAmount, currency)
        member("captured_at", time: payment.capturedAt)
        amount("refund_amount", "refund_amount_cents", payment.refundAmount, currency)
        member("dispute", payment.dispute)
        member("hold_due_at", time: payment.holdDueAt)
        member("created_at", time: payment.createdAt)
        member("updated_at", time: payment.updatedAt)
        endObject()
    }

    /// What was asked of Stripe, without the key it was asked under.
    fileprivate mutating func object(_ operation: PaymentRules.Operation?, _ currency: Currency) {
        guard let operation else { return null() }
        beginObject()
        member("id", operation.id)
        member("verb", operation.verb.rawValue)
        member("state", operation.state.rawValue)
        amount("amount", "amount_cents", operation.amount, currency)
        member("cause", operation.cause)
        member("attempts", operation.attempts)
        member("stripe_intent_id", operation.intent?.text)
        member("stripe_refund_id", operation.refund?.text)
        member("failure_code", operation.failureCode)
        member("failure_message", operation.failureText)
        member("stripe_request_id", operation.requestID)
        member("created_at", time: operation.createdAt)
        member("finished_at", time: operation.finishedAt)
        endObject()
    }
}

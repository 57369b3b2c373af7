// On the way of a move of money to Stripe: the intent that is asked for.
internal import Basics
internal import PaymentRules
internal import StripeClient

extension MovementCall {
    var fields: FormFields {
        var fields: FormFields = [
            "amount": .integer(operation.amount ?? payment.amount),
            "currency": .text(payment.currency.code),
            // Said even where it is usual: what is usual has changed between Stripe's versions.
            "capture_method": operation.verb == .charge ? "automatic" : "manual",
            "confirm": true,
            "automatic_payment_methods": ["enabled": true, "allow_redirects": "never"],
            "metadata": .fields(metadata),
            "expand": .list(IntentTruth.expand(payment.kind).map { .text($0) }),
        ]
        fields.add("customer", payment.customer.map { .text($0.text) })
        fields.add("payment_method", operation.card.map { .text($0.text) })
        fields.add(
            "description", (booking?.description ?? service?.description ?? gig?.title).map { .text($0) })
        // Another service's customer is at its pages just now, and so is who pays for a gig.
        if service == nil, gig == nil { fields.add("off_session", true) }
        if let booking = gig?.booking {
            fields.add("transfer_data", ["destination": .text(booking.account.text)])
            // Stripe takes no fee of nothing.
            fields.add(
                "application_fee_amount", booking.feeAmount > 0 ? .integer(booking.feeAmount) : nil)
        }
        return fields
    }

    private var metadata: FormFields {
        var metadata = marked
        metadata.add("booking_id", booking.map { .text(String($0.id)) })
        metadata.add("instructor_id", booking.map { .text(String($0.instructorID)) })
        metadata.add("student_id", payment.studentID.map { .text(String($0)) })
        metadata.add("gig_id", gig.map { .text(String($0.booking.gigID)) })
        metadata.add("gig_booking_id", gig.map { .text(String($0.booking.id)) })
        metadata.add("payment", service.map { .text($0.name) })
        // Stripe's own limit on a value; an address may be longer by a dozen.
        metadata.add("email", service?.email.map { .text(String($0.prefix(500))) })
        if operation.verb == .charge {
            metadata.add("package_id", booking?.packageID.map { .text(String($0)) })
            metadata.add("lessons_count", lessonsCount.map { .text(String($0)) })
        }
        return metadata
    }
}

// On a booking request's way: what a student owes for a lesson that ended one way or another.
internal import Basics
internal import PaymentRules
internal import Store

extension Bookings {
    /// Of the amount that is held or was captured; before there is either, of the price.
    func settlement(
        of end: BookingEnd, _ booking: Booking, _ payment: Payment?, _ policy: Policy, at now: Int64
    ) -> Settlement {
        let amount: Int64? =
            switch payment?.status {
            case .authorized: payment?.authorizedAmount
            case .captured: payment?.capturedAmount
            default: nil
            }
        return policy.settlement(
            of: end, amount: amount ?? booking.amount, startsAt: booking.startsAt, at: now)
    }

    static func owed(_ booking: Booking, _ payment: Payment?, minutesTaught: Int64?) -> Settlement {
        let whole = payment?.capturedAmount ?? payment?.authorizedAmount ?? booking.amount
        guard let minutesTaught else { return owing(whole) }
        return owing(
            ProRata.amount(
                whole, minutesTaught: minutesTaught, minutesBooked: (booking.endsAt - booking.startsAt) / 60))
    }

    static func owing(_ amount: Int64) -> Settlement {
        Settlement(keep: amount, credit: 0, giveBack: 0, validUntil: nil)
    }
}

extension Transaction {
    func policy(of booking: Booking) async throws -> Policy {
        guard let document = try await policyDocument(booking.policyHash) else {
            throw StoreFailure.malformed("booking \(booking.id) names a policy that is not kept")
        }
        do {
            return try Policy(json: Array(document.utf8))
        } catch {
            throw StoreFailure.malformed("the policy of booking \(booking.id) cannot be read: \(error)")
        }
    }
}

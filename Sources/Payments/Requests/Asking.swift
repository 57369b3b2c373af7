// On the way to Stripe of what is asked before anything is written down.
internal import StripeClient

/// Maps what Stripe failed with; nothing here was changed then.
func asking<Value>(_ ask: () async throws(StripeFailure) -> Value) async throws(BookingFailure) -> Value {
    do throws(StripeFailure) {
        return try await ask()
    } catch {
        throw .stripe(LessonFailure(error))
    }
}

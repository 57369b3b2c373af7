// On the way back of every request: what came out of a transaction, as what the caller can do about it.
internal import Store

/// Maps what comes out of a transaction: a refusal of ours, or the store's own failure.
func storing<Value>(_ body: () async throws -> Value) async throws(BookingFailure) -> Value {
    do {
        return try await body()
    } catch let failure as BookingFailure {
        throw failure
    } catch let failure as StoreFailure {
        throw BookingFailure(failure)
    } catch {
        throw .broken(reason: "\(type(of: error))")
    }
}

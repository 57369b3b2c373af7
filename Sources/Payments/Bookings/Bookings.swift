// On a booking request's way: the service that the routes call, one value a loop.
internal import Basics
internal import PaymentRules
internal import Store
internal import StripeClient

/// Bookings and their payments. One call of a method is one request.
package struct Bookings: Sendable {
    let database: any Database
    let stripe: StripeClient
    let movements: Movements
    let clock: WallClock
    let random: RandomBytes
    /// In force for new bookings; an old one is settled by its own.
    let policy: KeptPolicy
    let timing: HoldTiming
    /// Signs quotes and the links in mails.
    let linkSecret: Secret

    /// What a key may be at work on, before somebody else takes it up.
    static let keyLockSeconds: Int64 = 120
}

// MARK: One request, once

/// What a request wrote down in its first transaction.
struct Begun: Sendable {
    let booking: Int64
    /// nil when no money has to be moved.
    var operation: Int64?
    /// Another request began the operation; what this one asks for follows it.
    var isBehind = false
}

extension Bookings {
    /// Does what a request asks for, once a key: `begin` writes down what is to happen, its move of money is made, and
    /// the answer is kept in the transaction of the outcome.
    func perform(
        _ request: CallerRequest,
        begin: @escaping @Sendable (any Transaction) async throws -> Begun
    ) async throws(BookingFailure) -> KeptAnswer {
        try await storing { [self] in
            let first = try await database.transaction { tx in
                if let earlier = try await claim(request, in: tx) { return First.seen(earlier) }
                let begun = try await begin(tx)
                guard let operation = begun.operation else {
                    return .answered(try await conclude(request, begun.booking, .done, in: tx))
                }
                if let key = request.key {
                    try await tx.note(
                        booking: begun.booking, operation: operation,
                        lockedUntil: clock.nowSeconds + Self.keyLockSeconds, underKey: key, of: request.caller
                    )
                }
                if begun.isBehind {
                    return .answered(try await conclude(request, begun.booking, .underWay, in: tx))
                }
                return .begun(booking: begun.booking, operation: operation)
            }
            switch first {
            case .answered(let answer): return answer
            case .begun(let booking, let operation): return try await finish(request, booking, operation)
            case .seen(let record): return try await again(request, record)
            }
        }
    }

    private enum First: Sendable {
        case answered(KeptAnswer)
        case begun(booking: Int64, operation: Int64)
        case seen(IdempotencyRecord)
    }

    /// - Returns: nil when the key is this request's from now on.
    private func claim(
        _ request: CallerRequest, in tx: any Transaction
    ) async throws(StoreFailure) -> IdempotencyRecord? {
        guard let key = request.key else { return nil }
        let now = clock.nowSeconds
        let isNew = try await tx.claimKey(
            key, of: request.caller, requestHash: request.requestHash,
            lockedUntil: now + Self.keyLockSeconds, now: now)
        return isNew ? nil : try await tx.lockKey(key, of: request.caller)
    }

    private func finish(
        _ request: CallerRequest, _ booking: Int64, _ operation: Int64
    ) async throws -> KeptAnswer {
        try await movements.run(operation) { tx, result in
            try await conclude(request, booking, result, in: tx)
        }
    }

    /// The answer as things stand, kept under the caller's key unless it is not the last word.
    private func conclude(
        _ request: CallerRequest, _ booking: Int64, _ result: MovementResult, in tx: any Transaction
    ) async throws -> KeptAnswer {
        let answer = request.render(try await view(booking, result, in: tx))
        guard let key = request.key else { return answer }
        if result == .underWay {
            try await tx.unlockKey(key, of: request.caller)
        } else {
            try await tx.keep(
                IdempotencyRecord.Answer(status: Int64(answer.status), body: answer.body), underKey: key,
                of: request.caller)
        }
        return answer
    }

    func view(
        _ id: Int64, _ result: MovementResult, in tx: any Transaction
    ) async throws -> BookingAnswer {
        guard let booking = try await tx.booking(id) else {
            throw StoreFailure.malformed("booking \(id) is gone")
        }
        var package: LessonPackage?
        if let packageID = booking.packageID { package = try await tx.package(packageID) }
        return BookingAnswer(
            booking: booking, instructor: try await tx.instructor(booking.instructorID), package: package,
            result: result)
    }
}

// MARK: The same request again

extension Bookings {
    /// The kept answer, if this very request was answered before. Asked first, so that a repetition needs no Stripe.
    func answerKept(for request: CallerRequest) async throws(BookingFailure) -> KeptAnswer? {
        guard let key = request.key else { return nil }
        return try await storing { [self] in
            let record = try await database.read { tx in try await tx.key(key, of: request.caller) }
            guard let record, record.operationID != nil || record.answer != nil else { return nil }
            return try await again(request, record)
        }
    }

    private func again(_ request: CallerRequest, _ record: IdempotencyRecord) async throws -> KeptAnswer {
        guard record.requestHash == request.requestHash else { throw BookingFailure.keyReused }
        if let answer = record.answer {
            var kept = KeptAnswer(status: Int(answer.status), body: answer.body)
            kept.isReplayed = true
            return kept
        }
        guard record.lockedUntil < clock.nowSeconds, let booking = record.bookingID,
            let operation = record.operationID
        else { throw BookingFailure.keyInFlight }
        // Whoever was at work on it is gone: what they began is finished, by us or the completer.
        guard try await movements.takeOver(operation) else { throw BookingFailure.keyInFlight }
        return try await finish(request, booking, operation)
    }
}

// MARK: Failures

extension Bookings {
    /// Maps what comes out of a transaction: a refusal of ours, or the store's own failure.
    func storing<Value>(
        _ body: () async throws -> Value
    ) async throws(BookingFailure) -> Value {
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
}

// On the way of every request that moves money: what it asks for is done once, however often it is sent.
internal import Basics
internal import PaymentRules
internal import Store

/// What a request wrote down in its first transaction.
struct Begun: Sendable {
    /// The booking or the payment that it is about.
    let subject: Int64
    /// nil when no money has to be moved.
    var operation: Int64?
    /// Another request began the operation; what this one asks for follows it.
    var isBehind = false
}

/// Does what a request asks for, once a key: `begin` writes down what is to happen, its move of money is made, and the
/// answer is kept in the transaction of the outcome.
struct KeyedRequests: Sendable {
    /// Writes the answer as things stand: of the subject, after what came of its move of money.
    typealias Answer = @Sendable (any Transaction, Int64, MovementResult) async throws -> KeptAnswer

    let movements: Movements

    /// How long a key may be at work, before somebody else takes it up.
    static let keyLockSeconds: Int64 = 120

    private var database: any Database { movements.database }
    private var nowSeconds: Int64 { movements.clock.nowSeconds }

    /// - Throws: a `BookingFailure`, or what comes out of a transaction.
    func perform(
        _ request: RequestIdentity, begin: @escaping @Sendable (any Transaction) async throws -> Begun,
        answer: @escaping Answer
    ) async throws -> KeptAnswer {
        let first = try await database.transaction { tx in
            if let earlier = try await claim(request, in: tx) { return First.seen(earlier) }
            let begun = try await begin(tx)
            guard let operation = begun.operation else {
                return .answered(try await conclude(request, begun.subject, .done, answer, in: tx))
            }
            if let key = request.key {
                try await tx.note(
                    subject: begun.subject, operation: operation,
                    lockedUntil: nowSeconds + Self.keyLockSeconds, underKey: key, of: request.caller)
            }
            if begun.isBehind {
                return .answered(try await conclude(request, begun.subject, .underWay, answer, in: tx))
            }
            return .begun(subject: begun.subject, operation: operation)
        }
        switch first {
        case .answered(let kept): return kept
        case .begun(let subject, let operation):
            return try await finish(request, subject, operation, answer)
        case .seen(let record): return try await again(request, record, answer)
        }
    }

    private enum First: Sendable {
        case answered(KeptAnswer)
        case begun(subject: Int64, operation: Int64)
        case seen(IdempotencyRecord)
    }

    /// - Returns: nil when the key is this request's from now on.
    private func claim(
        _ request: RequestIdentity, in tx: any Transaction
    ) async throws(StoreFailure) -> IdempotencyRecord? {
        guard let key = request.key else { return nil }
        let now = nowSeconds
        let isNew = try await tx.claimKey(
            key, of: request.caller, requestHash: request.requestHash,
            lockedUntil: now + Self.keyLockSeconds, now: now)
        return isNew ? nil : try await tx.lockKey(key, of: request.caller)
    }

    private func finish(
        _ request: RequestIdentity, _ subject: Int64, _ operation: Int64, _ answer: @escaping Answer
    ) async throws -> KeptAnswer {
        try await movements.run(operation) { tx, result in
            try await conclude(request, subject, result, answer, in: tx)
        }
    }

    /// The answer as things stand, kept under the caller's key unless it is not the last word.
    private func conclude(
        _ request: RequestIdentity, _ subject: Int64, _ result: MovementResult, _ answer: Answer,
        in tx: any Transaction
    ) async throws -> KeptAnswer {
        let kept = try await answer(tx, subject, result)
        guard let key = request.key else { return kept }
        if result == .underWay {
            try await tx.unlockKey(key, of: request.caller)
        } else {
            try await tx.keep(
                IdempotencyRecord.Answer(status: Int64(kept.status), body: kept.body), underKey: key,
                of: request.caller)
        }
        return kept
    }
}

// MARK: The same request again

extension KeyedRequests {
    /// The kept answer, if this very request was answered before. Asked first, so that a repetition needs no Stripe.
    func answerKept(for request: RequestIdentity, answer: @escaping Answer) async throws -> KeptAnswer? {
        guard let key = request.key else { return nil }
        let record = try await database.read { tx in try await tx.key(key, of: request.caller) }
        guard let record, record.operationID != nil || record.answer != nil else { return nil }
        return try await again(request, record, answer)
    }

    private func again(
        _ request: RequestIdentity, _ record: IdempotencyRecord, _ answer: @escaping Answer
    ) async throws -> KeptAnswer {
        guard record.requestHash == request.requestHash else { throw BookingFailure.keyReused }
        if let earlier = record.answer {
            var kept = KeptAnswer(status: Int(earlier.status), body: earlier.body)
            kept.isReplayed = true
            return kept
        }
        guard record.lockedUntil < nowSeconds, let subject = record.subjectID,
            let operation = record.operationID
        else { throw BookingFailure.keyInFlight }
        // Whoever was at work on it is gone: what they began is finished, by us or the completer.
        guard try await movements.takeOver(operation) else { throw BookingFailure.keyInFlight }
        return try await finish(request, subject, operation, answer)
    }
}

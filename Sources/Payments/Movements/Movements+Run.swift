// On the way of a move of money: the call and its outcome, by whoever holds the operation's lease.
internal import Basics
internal import PaymentRules
internal import Store
internal import StripeClient

extension Movements {
    /// Makes the call of an open operation that this process holds the lease of, and writes down what came of it.
    ///
    /// - Parameter conclude: in the transaction of the outcome, with the result; what it returns is returned.
    func run<Value: Sendable>(
        _ id: Int64, conclude: @escaping @Sendable (any Transaction, MovementResult) async throws -> Value
    ) async throws -> Value {
        var next = id
        // A renewal has two calls, and what is owed may want another move after the first.
        for _ in 0..<Self.movesMax {
            guard let call = try await prepare(next) else { break }
            let outcome = await call.run(stripe.deadline())
            let step = try await database.transaction { tx in
                let settled = try await settle(call.operation, outcome, in: tx)
                if let next = settled.next { return Step<Value>.next(next) }
                return .over(try await conclude(tx, settled.result))
            }
            switch step {
            case .over(let value): return value
            case .next(let operation): next = operation
            }
        }
        let last = next
        return try await database.transaction { tx in
            try await conclude(tx, try await result(of: last, in: tx))
        }
    }

    private enum Step<Value: Sendable>: Sendable {
        case over(Value)
        case next(Int64)
    }

    /// More than any booking asks for.
    private static let movesMax = 6

    private func prepare(_ id: Int64) async throws -> MovementCall? {
        let now = clock.nowSeconds
        return try await database.read { tx in
            guard let operation = try await tx.operation(id), operation.state == .open,
                let payment = try await tx.payment(operation.paymentID)
            else { return nil }
            var booking: Booking?
            if let bookingID = try await tx.bookingID(ofPayment: payment.id) {
                booking = try await tx.booking(bookingID)
            }
            var lessonsCount: Int64?
            if payment.kind == .package {
                lessonsCount = try await tx.package(ofPayment: payment.id, origin: .bought)?.lessonsCount
            }
            var service: ServicePayment?
            if payment.kind == .service { service = try await tx.servicePayment(payment.id) }
            var gig: GigCall?
            if payment.kind == .gig { gig = try await GigCall(ofPayment: payment.id, in: tx) }
            return MovementCall(
                operation: operation, payment: payment, booking: booking, lessonsCount: lessonsCount,
                service: service, gig: gig, stripe: stripe, now: now)
        }
    }

    /// As it stands written.
    func result(of id: Int64, in tx: any Transaction) async throws(StoreFailure) -> MovementResult {
        guard let operation = try await tx.operation(id) else {
            throw .malformed("operation \(id) is gone")
        }
        // What followed from it is part of it: no last word before that.
        guard try await tx.openOperation(ofPayment: operation.paymentID) == nil else { return .underWay }
        switch operation.state {
        case .open: return .underWay
        case .done: return .done
        case .refused:
            return .refused(
                MovementRefusal(
                    code: operation.failureCode ?? "refused", message: operation.failureText ?? "",
                    isDecline: [.authorize, .charge].contains(operation.verb),
                    requestID: operation.requestID))
        }
    }
}

// MARK: Of others

extension Movements {
    /// Takes over an operation whose holder is gone.
    ///
    /// - Returns: false while somebody else works on it. True for one that is closed: there is nothing to take over.
    func takeOver(_ id: Int64) async throws -> Bool {
        let now = clock.nowSeconds
        return try await database.transaction { tx in
            guard let asked = try await tx.operation(id) else { return false }
            _ = try await tx.lockPayment(asked.paymentID)
            guard let operation = try await tx.operation(id), operation.state == .open else { return true }
            guard operation.leaseUntil < now else { return false }
            try await tx.save(leased(operation, now))
            return true
        }
    }

    /// Takes over operations that somebody left open, to be run as if they had just begun.
    func takeOverAbandoned(limit: Int64) async throws -> [Int64] {
        let now = clock.nowSeconds
        return try await database.transaction { tx in
            var ids: [Int64] = []
            for operation in try await tx.abandonedOperations(at: now, limit: limit) {
                try await tx.save(leased(operation, now))
                ids.append(operation.id)
            }
            return ids
        }
    }

    private func leased(_ operation: Operation, _ now: Int64) -> Operation {
        var operation = operation
        operation.leaseOwner = owner
        operation.leaseUntil = now + leaseSeconds
        operation.fence += 1
        return operation
    }
}

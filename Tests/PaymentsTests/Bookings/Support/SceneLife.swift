// Beside the tests of bookings: a process that can be killed between any two things it does.
import Basics
import Store
import StripeClient

/// How long a process lives. Once it is dead it neither writes nor sends, and nobody hears of it any more.
final class SceneLife: Sendable {
    struct Killed: Error {}

    private struct State {
        var stepsLeft: Int?
        var isDead = false
    }

    private let state: Lock<State>

    /// - Parameter steps: how many steps it takes; nil is for ever. A commit, a request on its way and an answer that
    ///   came have one step before and one after them.
    init(steps: Int?) { state = Lock(State(stepsLeft: steps)) }

    var isDead: Bool { state.withLock { $0.isDead } }

    func step() throws(Killed) {
        let isDead = state.withLock { state in
            if let left = state.stepsLeft {
                if left == 0 { state.isDead = true } else { state.stepsLeft = left - 1 }
            }
            return state.isDead
        }
        if isDead { throw Killed() }
    }

    func assertAlive() throws(Killed) {
        if isDead { throw Killed() }
    }
}

/// A process's view of the database.
struct MortalDatabase: Database {
    let base: any Database
    let life: SceneLife

    var dialect: SQLDialect { base.dialect }

    @discardableResult
    func transaction<Value: Sendable>(
        _ body: nonisolated(nonsending) @escaping @Sendable (any Transaction) async throws -> Value
    ) async throws -> Value {
        let value = try await base.transaction { [life] tx in
            let value = try await body(tx)
            // Dead before the commit: it is as if nothing had been written.
            try life.step()
            return value
        }
        try life.step()
        return value
    }

    func read<Value: Sendable>(
        _ body: nonisolated(nonsending) @escaping @Sendable (any Transaction) async throws -> Value
    ) async throws -> Value {
        try life.assertAlive()
        return try await base.read(body)
    }
}

/// A process's way to Stripe.
struct MortalTransport: Transport {
    let base: SceneStripe
    let life: SceneLife

    func send(_ request: TransportRequest) async throws(TransportFailure) -> TransportResponse {
        do throws(SceneLife.Killed) { try life.step() } catch { throw .notSent(reason: "dead") }
        let response = try await base.send(request)
        do throws(SceneLife.Killed) { try life.step() } catch { throw .noAnswer(reason: "dead") }
        return response
    }
}

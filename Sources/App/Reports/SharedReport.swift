// On a request's way: a report that several ask for at once is read once for all of them.
internal import Basics
internal import Payments

/// One report of a kind is read at a time. Who asks while it is read waits for the next, as do all who ask meanwhile:
/// one that began before the question may lack the payment that somebody asks about. So nobody waits longer than two
/// take, however many ask, and callers who give up and ask again cost one more at most.
final class SharedReport: Sendable {
    typealias Answer = Result<[UInt8], ReportFailure>

    private struct State {
        var begunCount = 0
        var askingCount = 0
        /// Kept while somebody asks.
        var last: (number: Int, answer: Answer)?
    }

    private let turns = Turns()
    private let state = Lock(State())

    var askingCount: Int { state.withLock { $0.askingCount } }

    /// - Returns: what a `read` answered that began after this call, the caller's or another's.
    func answer(_ read: () async -> Answer) async -> Answer {
        let begunBefore = state.withLock { state in
            state.askingCount += 1
            return state.begunCount
        }
        defer { leave() }
        return await turns.take("report") {
            if let last = state.withLock({ $0.last }), last.number > begunBefore { return last.answer }
            let number = state.withLock { state in
                state.begunCount += 1
                return state.begunCount
            }
            let answer = await read()
            state.withLock { $0.last = (number, answer) }
            return answer
        }
    }

    private func leave() {
        state.withLock { state in
            state.askingCount -= 1
            if state.askingCount == 0 { state.last = nil }
        }
    }
}

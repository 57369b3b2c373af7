// Beside what takes long: how far it is, for the person who waits, on standard error.
internal import Basics
internal import Reactor

/// A line that is drawn over itself on a terminal, and nowhere else. What was read of Stripe is told in the end, also
/// into a file.
struct ProgressLine: Sendable {
    private static let width = 30
    /// No eye sees more.
    private static let drawnNanoseconds: UInt64 = 50_000_000
    private let isTerminal = Terminal.errorsAreRead
    private let startNanoseconds = monotonicNanoseconds()
    private let state = Lock(State())

    private struct State {
        /// The last step of each phase.
        var steps: [WorkStep] = []
        var drawnAt: UInt64 = 0
    }

    func show(_ step: WorkStep) {
        let now = UInt64(monotonicNanoseconds())
        let isDrawn = state.withLock { state in
            let isNew = state.steps.last?.phase != step.phase
            if !isNew { state.steps.removeLast() }
            state.steps.append(step)
            guard isTerminal, isNew || now - state.drawnAt >= Self.drawnNanoseconds else { return false }
            state.drawnAt = now
            return true
        }
        if isDrawn { draw(Self.text(step)) }
    }

    private static func text(_ step: WorkStep) -> String {
        let count = "\(step.doneCount) \(step.unit)"
        guard let fraction = step.fraction else { return "\(step.phase), \(count)" }
        let filled = Int((Double(width) * fraction).rounded(.down))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        return "\(step.phase) [\(bar)] \(Int(fraction * 100)) %, \(count)"
    }

    /// Clears the line and says what was read.
    func end() {
        let steps = state.withLock { $0.steps }
        guard !steps.isEmpty else { return }
        if isTerminal { draw("") }
        let reads = steps.filter { $0.repeatsCount != nil }
        guard !reads.isEmpty else { return }
        let pages = reads.reduce(0) { $0 + $1.doneCount }
        let repeats = reads.reduce(0) { $0 + ($1.repeatsCount ?? 0) }
        let tenths = (monotonicNanoseconds() - startNanoseconds) / 100_000_000
        Terminal.complain(
            "\(pages) pages in \(tenths / 10).\(tenths % 10) s, \(repeats) of them asked for again")
    }

    /// Erases the line first, as ECMA-48 has it.
    private func draw(_ text: String) {
        Terminal.complainAsIs("\r\u{1B}[K\(text)")
    }
}

// Beside a report: how far it is, for the person who waits, on standard error.
internal import App
internal import Basics
internal import Reactor

/// A bar that is drawn over itself on a terminal; and in the end, also into a file, what it took.
struct ReportProgressLine: Sendable {
    private static let width = 30
    private let isTerminal = Terminal.errorsAreRead
    private let startNanoseconds = monotonicNanoseconds()
    /// The last step of each phase.
    private let steps = Lock<[ReportRun.Step]>([])

    func show(_ step: ReportRun.Step) {
        steps.withLock { steps in
            if steps.last?.phase == step.phase { steps.removeLast() }
            steps.append(step)
        }
        guard isTerminal else { return }
        let filled = Int((Double(Self.width) * step.fraction).rounded(.down))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
        draw("\(step.phase) [\(bar)] \(Int(step.fraction * 100)) %, \(step.reads) pages")
    }

    /// Clears the bar and says what was read.
    func end() {
        let steps = steps.withLock { $0 }
        guard !steps.isEmpty else { return }
        if isTerminal { draw("") }
        let reads = steps.reduce(0) { $0 + $1.reads }
        let repeats = steps.reduce(0) { $0 + $1.repeats }
        let tenths = (monotonicNanoseconds() - startNanoseconds) / 100_000_000
        Terminal.complain(
            "\(reads) pages in \(tenths / 10).\(tenths % 10) s, \(repeats) of them asked for again")
    }

    /// Erases the line first, as ECMA-48 has it.
    private func draw(_ text: String) {
        Terminal.complainAsIs("\r\u{1B}[K\(text)")
    }
}

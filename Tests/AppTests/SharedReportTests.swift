// Proves what a report that several ask for costs, and that nobody is given one that began before the question.
import Basics
import Testing

@testable import App
@testable import Payments

@Suite("Shared reports", .timeLimit(.minutes(5)))
struct SharedReportTests {
    @Test("who asks while a report is read gets the next one, and all who ask meanwhile get that")
    func shared() async throws {
        let report = SharedReport()
        let begun = Lock<UInt8>(0)
        /// The first ends when everybody has asked.
        @Sendable func read() async -> SharedReport.Answer {
            let number = begun.withLock { begun in
                begun += 1
                return begun
            }
            while number == 1, report.askingCount < 31 { await Task.yield() }
            return .success([number])
        }
        async let first = report.answer(read)
        while begun.withLock({ $0 }) == 0 { await Task.yield() }
        let others = await withTaskGroup(of: SharedReport.Answer.self) { group in
            for _ in 0..<30 { group.addTask { await report.answer(read) } }
            return await group.reduce(into: []) { answers, answer in answers.append(answer) }
        }
        #expect(try await first.get() == [1])
        #expect(try others.map { try $0.get() } == Array(repeating: [2], count: 30))
        #expect(begun.withLock { $0 } == 2)
    }

    @Test("one that failed is told to whoever waited for it, and the next who asks has it read anew")
    func failed() async throws {
        let report = SharedReport()
        let problem = Problem(code: "stripe_unreachable", message: "Ask again.", logText: "")
        let failed = await report.answer { .failure(.unavailable(problem)) }
        #expect(throws: ReportFailure.self) { try failed.get() }
        #expect(try await report.answer { .success([7]) }.get() == [7])
    }
}

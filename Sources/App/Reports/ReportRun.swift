// Beside the routes: a report from a shell, of any window.
package import Basics
internal import Payments
package import Reactor

package struct ReportRun: Sendable {
    package enum Subject: String, Sendable, CaseIterable {
        case lessonTotal = "lesson-total"
        case failedPayments = "failed-payments"
    }

    package enum Format: Sendable {
        /// For people.
        case text
        /// What the route of that subject answers.
        case json
        case csv
    }

    /// How far it has come.
    package struct Step: Sendable {
        /// What is being read: `payments`, then perhaps `cards`.
        package let phase: String
        /// Of the phase, from 0 to 1.
        package let fraction: Double
        package let reads: Int
        /// How many reads had to be made again.
        package let repeats: Int
    }

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private let subject: Subject
    private let format: Format
    private let window: ReportWindow

    /// - Parameters:
    ///   - since: Unix seconds, included; nil is 36 hours ago.
    ///   - until: Unix seconds, not included; nil is no end.
    package init(
        _ subject: Subject, as format: Format, since: Int64?, until: Int64?, clock: WallClock = .system
    ) {
        let last = ReportWindow.lastHours(now: clock.nowSeconds)
        self.subject = subject
        self.format = format
        window = ReportWindow(since: since ?? last.since, until: until)
    }

    /// Call it on the loop.
    package func run(
        _ settings: Settings, on loop: EventLoop, progress: @escaping @Sendable (Step) -> Void
    ) async throws(Failure) -> OfficeTask.Outcome {
        let link = StripeLink(settings.stripe.access, on: loop, observing: StripeMetrics(Metrics()))
        let reports = Reports(
            link, on: loop, pacer: ReadPacer(readsPerSecond: settings.stripe.readsPerSecond))
        let told: @Sendable (ReportProgress) -> Void = { progress(Step($0)) }
        do throws(ReportFailure) {
            switch subject {
            case .lessonTotal:
                let body = LessonTotalBody(total: try await reports.lessonTotal(window, progress: told))
                return printed(json: body.json, csv: body.csv, text: body.text)
            case .failedPayments:
                let body = FailedPaymentsBody(
                    payments: try await reports.failedPayments(window, progress: told))
                return printed(json: body.json, csv: body.csv, text: body.text)
            }
        } catch {
            throw Failure(description: "No report: \(error.message) (\(error.logText))")
        }
    }

    private func printed(
        json: @autoclosure () -> [UInt8], csv: @autoclosure () -> CSV, text: @autoclosure () -> String
    ) -> OfficeTask.Outcome {
        switch format {
        case .text: OfficeTask.Outcome(text: text() + "\n")
        case .json: OfficeTask.Outcome(text: String(decoding: json(), as: UTF8.self) + "\n")
        case .csv: OfficeTask.Outcome(text: csv().text)
        }
    }
}

extension ReportRun.Step {
    init(_ progress: ReportProgress) {
        switch progress.phase {
        case .payments: phase = "payments"
        case .cards: phase = "cards"
        }
        fraction = progress.fraction
        reads = progress.reads
        repeats = progress.repeats
    }
}

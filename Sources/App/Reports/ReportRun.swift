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
        _ settings: Settings, on loop: EventLoop, progress: @escaping WorkProgress
    ) async throws(Failure) -> OfficeTask.Outcome {
        let link = StripeLink(settings.stripe.access, on: loop, observing: StripeMetrics(Metrics()))
        let reports = Reports(
            link, on: loop, pacer: ReadPacer(readsPerSecond: settings.stripe.readsPerSecond))
        let told: @Sendable (ReportProgress) -> Void = { progress(WorkStep($0)) }
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

extension WorkStep {
    init(_ progress: ReportProgress) {
        let phase =
            switch progress.phase {
            case .payments: "payments"
            case .cards: "cards"
            }
        self.init(
            phase, progress.fraction, doneCount: progress.reads, "pages", repeatsCount: progress.repeats)
    }
}

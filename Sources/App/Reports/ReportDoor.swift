// On a request's way: the two report routes. Each is one call of the service, and a body.
internal import Basics
internal import HTTPServer
internal import Payments
internal import Reactor

/// Reports are made on a loop of their own: their pages are a hundred times the size of a lesson's answers, and reading
/// them beside a lesson would be in its way.
struct ReportDoor: Sendable {
    let reports: Reports
    let loop: EventLoop
    let clock: WallClock
    let log: Log
    private let lessonTotals = SharedReport()
    private let failures = SharedReport()

    /// `GET /calculate-lesson-total`: what lessons brought in within the last 36 hours.
    @Sendable func lessonTotal(_ request: Request) async -> Response {
        await answer(request, lessonTotals) { window throws(ReportFailure) in
            LessonTotalBody(total: try await reports.lessonTotal(window)).json
        }
    }

    /// `GET /find-customers-with-failed-payments`: whose last payment of the last 36 hours failed.
    @Sendable func failedPayments(_ request: Request) async -> Response {
        await answer(request, failures) { window throws(ReportFailure) in
            FailedPaymentsBody(payments: try await reports.failedPayments(window)).json
        }
    }

    private func answer(
        _ request: Request, _ shared: SharedReport,
        _ make: @escaping @Sendable (ReportWindow) async throws(ReportFailure) -> [UInt8]
    ) async -> Response {
        let result = await shared.answer {
            let window = ReportWindow.lastHours(now: clock.nowSeconds)
            // Concurrent, or it would begin on its caller's loop: the preference alone moves nobody.
            return await withTaskExecutorPreference(loop) { @concurrent () async -> SharedReport.Answer in
                do throws(ReportFailure) {
                    return .success(try await make(window))
                } catch {
                    return .failure(error)
                }
            }
        }
        switch result {
        case .success(let body): return .api(.ok, body)
        case .failure(let failure):
            note(failure, request)
            return ErrorBody.response(failure.status, code: failure.code, message: failure.message)
        }
    }

    private func note(_ failure: ReportFailure, _ request: Request) {
        log.error("report_failed") { line in
            line.member("request_id", request.id)
            line.member("code", failure.code)
            line.member("reason", failure.logText)
        }
    }
}

extension ReportFailure {
    fileprivate var status: Status {
        switch self {
        case .refused: .badRequest
        case .unavailable: .badGateway
        case .outOfTime: .gatewayTimeout
        }
    }
}

// On a request's way: how holds fare, in six figures, for staff.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments
internal import Reactor

/// Counts on the loop of reports: a month's history is in no other request's way there.
struct HoldFiguresReader: Sendable {
    /// Of that loop.
    let bookings: Bookings
    let loop: EventLoop

    func figures(_ window: FiguresWindow) async throws(BookingFailure) -> HoldFigures {
        try await onItsLoop { [bookings] () async throws(BookingFailure) in
            try await bookings.figures(from: window.from, to: window.to)
        }
    }

    /// Over several windows that end together.
    func figures(overDays days: [Int64], to end: Int64) async throws(BookingFailure) -> [HoldFigures] {
        try await onItsLoop { [bookings] () async throws(BookingFailure) in
            try await bookings.figures(overDays: days, to: end)
        }
    }

    private func onItsLoop<Figures: Sendable>(
        _ count: @escaping @Sendable () async throws(BookingFailure) -> Figures
    ) async throws(BookingFailure) -> Figures {
        // Concurrent, or it would begin on its caller's loop: the preference alone moves nobody.
        let result = await withTaskExecutorPreference(loop) {
            @concurrent () async -> Result<Figures, BookingFailure> in
            do throws(BookingFailure) {
                return .success(try await count())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}

/// In Unix seconds, the end exclusive.
struct FiguresWindow: Equatable {
    let from: Int64
    let to: Int64

    /// The last 30 days, this second among them.
    static func lastMonth(now: Int64) -> FiguresWindow {
        FiguresWindow(from: now + 1 - monthSeconds, to: now + 1)
    }

    private init(from: Int64, to: Int64) {
        self.from = from
        self.to = to
    }

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "FiguresWindow"

        let from = FormField.time(
            "from", "Of holds tried then or later; 30 days before to without it.",
            example: "2026-11-01T00:00:00Z"
        ).optional
        let to = FormField.time(
            "to", "Of holds tried before, at most 366 days after from; now without it.",
            example: "2026-12-01T00:00:00Z"
        ).optional
    }

    init(_ form: FormReader<Shape>, now: Int64) throws(FormFailure) {
        to = try form.to ?? now + 1
        from = try form.from ?? to - Self.monthSeconds
        let (start, end) = (form.fieldName(\.from), form.fieldName(\.to))
        guard from < to else { throw .unfit(start, "must be before \(end).") }
        guard to - from <= Self.secondsMax else {
            throw .unfit(start, "must be within 366 days of \(end).")
        }
    }

    private static let monthSeconds: Int64 = 30 * 86_400
    /// The history of every payment of a window is read at once.
    private static let secondsMax: Int64 = 366 * 86_400
}

struct AnalyticsDoor: Sendable {
    private let reader: HoldFiguresReader
    private let clock: WallClock
    private let problems: BookingProblems

    init(_ reader: HoldFiguresReader, clock: WallClock, log: Log) {
        self.reader = reader
        self.clock = clock
        problems = BookingProblems(log: log)
    }

    /// `GET /analytics`: over the holds that were tried within `from` and `to`.
    @Sendable func figures(_ request: Request, _ caller: Caller) async -> Response {
        do {
            let window = try FiguresWindow(try FormReader(queryOf: request), now: clock.nowSeconds)
            let figures = try await reader.figures(window)
            return .api(.ok, .object { $0.members(figures, of: window) })
        } catch {
            return problems.answer(error, request)
        }
    }
}

extension JSONSchema {
    static let figures: JSONSchema = {
        let rate = JSONSchema.number.orNull
        let counts = JSONSchema.object(["numerator": .integer, "denominator": .integer])
        return .named(
            "HoldFigures",
            .object([
                "from": .time, "to": .time, "authorization_success_rate": rate,
                "auth_to_capture_seconds": .object(["median": .integer.orNull, "p95": .integer.orNull]),
                "authorization_expiry_rate": rate, "capture_failure_rate": rate,
                "average_hold_seconds": .integer.orNull, "hold_support_tickets": .integer,
                "counts": JSONSchema.object([
                    "authorization_success_rate": counts,
                    "auth_to_capture_seconds": .object(["captures": .integer]),
                    "authorization_expiry_rate": counts, "capture_failure_rate": counts,
                    "average_hold_seconds": counts,
                ]).saying("What each was counted from."),
            ]))
    }()
}

extension JSONWriter {
    /// The figures by their names; under `counts` what each was counted from. A rate of nothing is null.
    fileprivate mutating func members(_ figures: HoldFigures, of window: FiguresWindow) {
        member("from", time: window.from)
        member("to", time: window.to)
        member("authorization_success_rate", figures.authorizationSuccess)
        name("auth_to_capture_seconds")
        beginObject()
        member("median", figures.authorizationToCapture.median)
        member("p95", figures.authorizationToCapture.p95)
        endObject()
        member("authorization_expiry_rate", figures.authorizationExpiry)
        member("capture_failure_rate", figures.captureFailure)
        member("average_hold_seconds", figures.holdSeconds.value)
        member("hold_support_tickets", figures.holdSupportTickets)
        name("counts")
        beginObject()
        counts("authorization_success_rate", figures.authorizationSuccess)
        name("auth_to_capture_seconds")
        beginObject()
        member("captures", figures.authorizationToCapture.count)
        endObject()
        counts("authorization_expiry_rate", figures.authorizationExpiry)
        counts("capture_failure_rate", figures.captureFailure)
        counts("average_hold_seconds", figures.holdSeconds.sum, Int64(figures.holdSeconds.count))
        endObject()
    }

    private mutating func member(_ name: StaticString, _ rate: Rate) {
        self.name(name)
        if let text = rate.decimalText { raw(text.utf8) } else { null() }
    }

    private mutating func counts(_ name: StaticString, _ rate: Rate) {
        counts(name, Int64(rate.numerator), Int64(rate.denominator))
    }

    private mutating func counts(_ name: StaticString, _ numerator: Int64, _ denominator: Int64) {
        self.name(name)
        beginObject()
        member("numerator", numerator)
        member("denominator", denominator)
        endObject()
    }
}

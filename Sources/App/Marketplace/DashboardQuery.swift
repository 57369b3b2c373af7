// On a request's way: of which days the dashboard tells; and on its answer's way, what it tells.
internal import Basics
internal import HTTPServer
internal import Payments

/// `GET /api/payments/dashboard/`
struct DashboardQuery {
    /// Seconds since 1970: the first second of the first day.
    let from: Int64
    /// The first second after the last day.
    let to: Int64

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "DashboardQuery"

        let from = FormField.date("from", "The first day, in UTC; 29 days before the last without it.")
        let to = FormField.date("to", "The last day; today without it.")
    }

    init(_ form: FormReader<Shape>, now: Int64) throws(FormFailure) {
        let last = try form.to ?? now - now % Self.day
        to = last + Self.day
        from = try form.from ?? to - 30 * Self.day
        guard from < to, to - from <= Self.daysMax * Self.day else {
            throw .unfit(
                form.fieldName(\.from), "must be at most \(Self.daysMax - 1) days before the last day.")
        }
    }

    private static let day: Int64 = 86_400
    /// A leap year.
    private static let daysMax: Int64 = 366
}

extension FormField where Value == Int64? {
    /// The first second of a day in UTC.
    fileprivate static func date(_ name: String, _ meaning: String) -> FormField {
        FormField<Int64>(
            name, meaning, .string(pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), example: "2026-11-30"
        ) { value, name throws(FormFailure) in
            let text = try value.text(name, charactersMax: 10)
            guard text.utf8.count == 10, let day = try? CivilTime.unixSeconds(rfc3339: "\(text)T00:00:00Z")
            else { throw .unfit(name, "must be a day such as 2026-11-30.") }
            return day
        }.optional
    }
}

enum DashboardBody {
    static let schema = JSONSchema.named(
        "GigDashboard",
        .object([
            "from": .string, "to": .string, "currency": .currency,
            "totals": .object([
                "payments": .integer, "gross": .decimal, "refunded": .decimal,
                "fees": JSONSchema.decimal.saying("What the house keeps."), "teacher_share": .decimal,
                "stripe_fees": .decimal, "disputed": .decimal,
            ]),
            "open_refund_requests": .integer,
            "days": .array(
                of: .object([
                    "date": .string, "payments": .integer, "gross": .decimal, "refunded": .decimal,
                    "fees": .decimal,
                ])),
        ]))

    static func response(_ dashboard: GigDashboard, _ query: DashboardQuery) -> Response {
        let body = [UInt8].object { writer in
            writer.member("from", date(query.from))
            writer.member("to", date(query.to - 1))
            writer.member("currency", Currency.usd.code)
            writer.name("totals")
            writer.object(dashboard.totals)
            writer.member("open_refund_requests", dashboard.openRequests)
            writer.name("days")
            writer.beginArray()
            for day in dashboard.days { writer.object(day) }
            writer.endArray()
        }
        return .api(.ok, body)
    }

    private static func date(_ seconds: Int64) -> String { String(CivilTime.rfc3339(seconds).prefix(10)) }
}

extension JSONWriter {
    fileprivate mutating func object(_ totals: GigDashboard.Totals) {
        beginObject()
        member("payments", totals.payments)
        amount("gross", totals.gross, .usd)
        amount("refunded", totals.refunded, .usd)
        amount("fees", totals.fees, .usd)
        amount("teacher_share", totals.teacherShare, .usd)
        amount("stripe_fees", totals.stripeFees, .usd)
        amount("disputed", totals.disputed, .usd)
        endObject()
    }

    fileprivate mutating func object(_ day: GigDashboard.Day) {
        beginObject()
        member("date", day.date)
        member("payments", day.payments)
        amount("gross", day.gross, .usd)
        amount("refunded", day.refunded, .usd)
        amount("fees", day.fees, .usd)
        endObject()
    }
}

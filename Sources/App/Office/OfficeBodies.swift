// On the way to a shell: jobs, plans and rehearsals, for people and for programs.
internal import Basics
internal import PaymentRules
internal import Payments

struct JobPlanBody {
    private let plan: [PlannedMove]

    init(_ plan: [PlannedMove]) { self.plan = plan }

    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("moves")
        writer.beginArray()
        for move in plan {
            writer.beginObject()
            writer.member("at", CivilTime.rfc3339(move.at))
            writer.member("job", move.job.rawValue)
            writer.member("what", move.what.rawValue)
            writer.member("booking_id", move.booking)
            writer.member("payment_id", move.payment)
            writer.amount("amount", "amount_cents", move.amount.minorUnits, move.amount.currency)
            writer.member("currency", move.amount.currency.code)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }

    var text: String {
        guard !plan.isEmpty else { return "Nothing is planned until then.\n" }
        let rows = plan.map { move in
            [
                CivilTime.rfc3339(move.at), move.what.rawValue, move.amount.displayText,
                move.booking.map { "booking \($0)" } ?? "another service's",
                "payment \(move.payment)", move.job.rawValue,
            ]
        }
        return TextTable(rows).text
    }
}

struct JobRunsBody {
    private let runs: [JobRun]

    init(_ runs: [JobRun]) { self.runs = runs }

    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("runs")
        writer.beginArray()
        for run in runs {
            writer.beginObject()
            writer.member("job", run.job.rawValue)
            writer.member("count", run.count)
            writer.member("failed", run.failed)
            if let problem = run.problem { writer.member("problem", problem) }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }

    var text: String {
        guard !runs.isEmpty else { return "Nothing is due.\n" }
        return TextTable(
            runs.map { [$0.job.rawValue, "\($0.count) done", "\($0.failed) failed", $0.problem ?? ""] }
        ).text
    }
}

struct JobsBody {
    private let standings: [JobStanding]

    init(_ standings: [JobStanding]) { self.standings = standings }

    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("jobs")
        writer.beginArray()
        for job in JobName.allCases {
            let standing = standings.first { $0.name == job.rawValue }
            writer.beginObject()
            writer.member("job", job.rawValue)
            writer.member("every_seconds", job.everySeconds)
            if let at = standing?.startedAt { writer.member("started_at", CivilTime.rfc3339(at)) }
            if let at = standing?.succeededAt { writer.member("succeeded_at", CivilTime.rfc3339(at)) }
            if let error = standing?.lastError { writer.member("last_error", error) }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }

    var text: String {
        TextTable(
            JobName.allCases.map { job in
                let standing = standings.first { $0.name == job.rawValue }
                return [
                    job.rawValue, "every \(job.everySeconds) s",
                    standing?.succeededAt.map { "succeeded \(CivilTime.rfc3339($0))" } ?? "not run yet",
                    standing?.lastError ?? "",
                ]
            }
        ).text
    }
}

struct RehearsalBody {
    private let rehearsal: PolicyRehearsal

    init(_ rehearsal: PolicyRehearsal) { self.rehearsal = rehearsal }

    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("bookings", rehearsal.count)
        writer.name("differences")
        writer.beginArray()
        for difference in rehearsal.differences {
            writer.beginObject()
            writer.member("booking_id", difference.booking)
            writer.member("end", difference.end.text)
            writer.member("ended_at", CivilTime.rfc3339(difference.endedAt))
            for (name, was, would) in difference.parts {
                writer.name(name)
                writer.beginObject()
                writer.amount("was", "was_cents", was, difference.currency)
                writer.amount("would_be", "would_be_cents", would, difference.currency)
                writer.endObject()
            }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }

    var text: String {
        let rows = rehearsal.differences.map { difference in
            ["booking \(difference.booking)", difference.end.text]
                + difference.parts.map { name, was, would in
                    let (before, after) = (difference.money(was), difference.money(would))
                    return before == after ? "\(name) \(before)" : "\(name) \(before) -> \(after)"
                }
        }
        let sum = "\(rehearsal.differences.count) of \(rehearsal.count) would have been settled otherwise."
        return TextTable(rows).text + sum + "\n"
    }
}

extension PolicyRehearsal.Difference {
    fileprivate var parts: [(name: StaticString, was: Int64, would: Int64)] {
        [
            ("kept", was.keep, would.keep),
            ("credited", was.credit, would.credit),
            ("given_back", was.giveBack, would.giveBack),
        ]
    }

    fileprivate func money(_ amount: Int64) -> String {
        Money(minorUnits: amount, currency: currency).displayText
    }
}

/// Rows whose columns stand under each other.
struct TextTable {
    private let rows: [[String]]

    init(_ rows: [[String]]) { self.rows = rows }

    var text: String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let end = row.lastIndex { !$0.isEmpty } ?? 0
            let cells = row.prefix(end + 1).enumerated().map { column, cell in
                column == end ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            return cells.joined(separator: "  ") + "\n"
        }.joined()
    }
}

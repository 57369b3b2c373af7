// On a request's way: may requests be sent here, and if not, why.
internal import Basics
internal import HTTPServer

/// What a balancer asks before it sends anybody here. Stripe is not part of it: no server is better off than another
/// when Stripe is away.
struct Readiness: Sendable {
    /// What is wrong, in words for whoever runs the server; anybody may read them, so they hold no more.
    enum Trouble: String, Sendable, CaseIterable {
        case database
        case migrations
        case jobs

        var text: String {
            switch self {
            case .database: "The database does not answer."
            case .migrations: "The database lacks changes of its tables: run fermata migrate."
            case .jobs: "No job has run for a minute."
            }
        }
    }

    /// The most frequent job runs every ten seconds, in every process.
    static let heartbeatSecondsMax: Int64 = 60
    /// A balancer with many workers asks the database no more than once a second.
    private static let freshSeconds: Int64 = 1

    private let troubles: Remembered<[Trouble]>

    /// - Parameters:
    ///   - pendingMigrations: asks the database; throws when that is out of reach.
    ///   - heartbeat: when a job last ran here.
    init(
        clock: WallClock, log: Log, pendingMigrations: @escaping @Sendable () async throws -> [String],
        heartbeat: @escaping @Sendable () -> Int64
    ) {
        troubles = Remembered([.database], freshSeconds: Self.freshSeconds, clock: clock) { now in
            var troubles: [Trouble] = []
            do {
                if !(try await pendingMigrations()).isEmpty { troubles.append(.migrations) }
            } catch {
                troubles.append(.database)
            }
            if now - heartbeat() > Self.heartbeatSecondsMax { troubles.append(.jobs) }
            if !troubles.isEmpty {
                log.error("not_ready") { line in
                    line.member("reasons", troubles.map(\.rawValue).joined(separator: " "))
                }
            }
            return troubles
        }
    }

    /// The same for whoever scrapes, and asks no balancer.
    func metricText() async -> String {
        let troubles = await troubles.value()
        return MetricFamily(
            "fermata_ready", "1 when requests may be sent here; /readyz says why not.",
            troubles.isEmpty ? 1 : 0
        ).text
    }

    func response() async -> Response {
        let troubles = await troubles.value()
        guard !troubles.isEmpty else { return Self.ready }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("status", "not_ready")
        writer.name("reasons")
        writer.beginArray()
        for trouble in troubles {
            writer.beginObject()
            writer.member("code", trouble.rawValue)
            writer.member("message", trouble.text)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return .api(.serviceUnavailable, writer.bytes)
    }

    private static let ready = Response.api(.ok, Array(#"{"status":"ready"}"#.utf8))

    static let schema = JSONSchema.object(["status": .constant("ready")])
    static let troubleSchema = JSONSchema.object([
        "status": .constant("not_ready"),
        "reasons": .array(
            of: .object(["code": .word(of: Trouble.self), "message": .string])),
    ])
}

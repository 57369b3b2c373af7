// The database, its jobs and its policies from a shell: what is printed, what is refused, and how it ends.
import Basics
import Foundation
import Testing

@Suite("fermata migrate, jobs and policy", .timeLimit(.minutes(5)), .serialized)
struct OfficeCommandTests {
    private static let jobs = [
        "complete_operations", "apply_webhooks", "authorize_due", "auto_capture_completed_lessons",
        "check_expiring_authorizations", "expire_unanswered_gigs", "reconcile", "missed_webhooks",
        "deliver_outbox", "deliver_webhooks", "reap_keys",
    ]

    /// A shop with a database that no server has, filled by `fill`.
    private func withShop(
        filledBy fill: (ShopServer) async throws -> Void = { _ in }, _ test: (Shop) async throws -> Void
    ) async throws {
        try await Shop.withFolder { folder in
            try await Shop.open(["DATA_DIR": folder]) { shop in
                let server = try await shop.serve()
                try await fill(server)
                await server.stop()
                try await test(shop)
            }
        }
    }

    @Test("migrate makes a database that nobody else can read, and finds nothing to do the second time")
    func migrate() async throws {
        try await Shop.withFolder { folder in
            try await Shop.open(["DATA_DIR": folder]) { shop in
                for _ in 1...2 {
                    let finished = try await shop.run("migrate")
                    #expect(finished.status == 0, "\(finished)")
                    #expect(finished.output == "The database is up to date.\n")
                }
                #expect(try await shop.run("migrate", "--json").output == "{\"migrated\":true}\n")
                #expect(try Self.mode(of: folder) == 0o700)
                #expect(try Self.mode(of: folder + "/fermata.db") == 0o600)
            }
        }
    }

    private static func mode(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("jobs names each of them, and one that was run by hand says so from then on")
    func standings() async throws {
        try await Shop.withFolder { folder in
            try await Shop.open(["DATA_DIR": folder]) { shop in
                let before = try await shop.run("jobs")
                let lines = before.output.split(separator: "\n")
                #expect(lines.map { String($0.prefix { $0 != " " }) } == Self.jobs)
                #expect(lines.allSatisfy { $0.hasSuffix("not run yet") }, "\(before)")

                #expect(
                    try await shop.run("jobs", "run", "reap_keys").output == "reap_keys  0 done  0 failed\n")
                let json = try await shop.run("jobs", "run", "missed_webhooks", "--json")
                #expect(
                    json.output == #"{"runs":[{"job":"missed_webhooks","count":0,"failed":0}]}"# + "\n")

                let after = try JSON(Array(try await shop.run("jobs", "--json").output.utf8))
                let standings = after["jobs"]?.elements ?? []
                #expect(standings.compactMap { $0["job"]?.string } == Self.jobs)
                let run = standings.filter { $0["succeeded_at"] != nil }.compactMap { $0["job"]?.string }
                #expect(run == ["missed_webhooks", "reap_keys"])
            }
        }
    }

    @Test("a plan tells what comes until then and no later, and applying it does nothing before its time")
    func plan() async throws {
        let near = Lesson(student: 1, instructor: 1)
        let far = Lesson(student: 1, instructor: 1, hour: 24 * 5, price: #""amount_cents":5000"#)
        try await withShop { server in
            _ = (try await server.addStudent(), try await server.addInstructor())
            for lesson in [near, far] {
                #expect(try await server.post("/bookings", lesson.json).status == 201)
            }
        } _: { shop in
            let taught = CivilTime.rfc3339(near.startsAt + 7200)
            let due = CivilTime.rfc3339(far.startsAt - 3 * 86_400)
            let plan = try await shop.run("jobs", "plan", "--until", "7d")
            #expect(
                plan.output == """
                    \(taught)  capture    $96.00  booking 1  payment 1  auto_capture_completed_lessons
                    \(due)  authorize  $50.00  booking 2  payment 2  authorize_due

                    """, "\(plan)")
            let json = try await shop.run("jobs", "plan", "--json", "--until", "\(near.startsAt + 7201)")
            #expect(
                json.output == """
                    {"moves":[{"at":"\(taught)","job":"auto_capture_completed_lessons","what":"capture",\
                    "booking_id":1,"payment_id":1,"amount":96.00,"amount_cents":9600,"currency":"usd"}]}

                    """, "\(json)")
            let none = try await shop.run("jobs", "plan", "--until", "\(near.startsAt)")
            #expect(none.output == "Nothing is planned until then.\n")
            let applied = try await shop.run("jobs", "plan", "--until", "7d", "--apply")
            #expect(applied.output.hasPrefix(plan.output))
            #expect(applied.output.hasSuffix("\n\nNothing is due.\n"), "\(applied)")
            #expect(try await shop.ownIntents().count == 1)
        }
    }

    @Test("a rehearsal tells what another policy would have kept, by its name or from a file")
    func rehearsal() async throws {
        try await withShop { server in
            _ = (try await server.addStudent(), try await server.addInstructor())
            // Between 30 and 54 hours ahead: free of charge here, half of it in the other shop.
            let lesson = Lesson(student: 1, instructor: 1, hour: 30)
            #expect(try await server.post("/bookings", lesson.json).status == 201)
            #expect(try await server.post("/bookings/1/cancel", #"{"by":"student"}"#).status == 200)
        } _: { shop in
            let same = try await shop.run("policy", "rehearse", "six-hours", "--json")
            #expect(same.output == #"{"bookings":1,"differences":[]}"# + "\n", "\(same)")
            let file = SandboxTests.checkout.appending(path: "Sources/PaymentRules/Policies/music-shop.json")
                .path
            let rehearsed = try await shop.run("policy", "rehearse", file, "--json")
            let answer = try JSON(Array(rehearsed.output.utf8))
            let difference = try #require(answer["differences"]?[0], "\(rehearsed)")
            #expect(difference["booking_id"]?.integer == 1)
            #expect(difference["end"]?.string == "cancelled by student")
            #expect(difference["kept"]?["was_cents"]?.integer == 0)
            #expect(difference["kept"]?["would_be_cents"]?.integer == 4800)
            let text = try await shop.run("policy", "rehearse", "music-shop", "--since", "1h")
            #expect(text.output.contains("1 of 1 would have been settled otherwise."), "\(text)")
            #expect(text.output.contains("$48.00"))
        }
    }
}

// fermata doctor from outside: a shop that is well, beside its server and without, and shops that are not.
import Basics
import Foundation
import Testing

@Suite("fermata doctor", .timeLimit(.minutes(5)), .serialized)
struct DoctorCommandTests {
    /// Where nobody is: the stub delivers to this machine alone.
    private static let origin = "http://127.0.0.1:9"
    private static let whole = [
        "STRIPE_PUBLISHABLE_KEY": "pk_test_1", "DOMAIN": origin,
        "STRIPE_WEBHOOK_SECRET": "whsec_0123456789abcdef0123456789abcdef",
    ]

    /// A shop with nothing to complain of, once its jobs have run.
    private func withShop(
        _ changes: [String: String] = [:], _ test: (Shop, _ folder: String) async throws -> Void
    ) async throws {
        try await Shop.withFolder { folder in
            let settings = Self.whole.merging(["DATA_DIR": folder]) { $1 }.merging(changes) { $1 }
            try await Shop.open(settings) { shop in
                let endpoint = try await Curl.ask(
                    "POST", "\(shop.stripe)/v1/webhook_endpoints", token: "sk_test_1",
                    type: "application/x-www-form-urlencoded",
                    body: "url=\(Self.origin)/webhook&enabled_events[]=*")
                try #require(endpoint.status == 200, "\(endpoint.text)")
                try await test(shop, folder)
            }
        }
    }

    /// The verdict of each check; of several lines of one, the last.
    private static func verdicts(_ finished: Finished) throws -> [String: String] {
        var verdicts: [String: String] = [:]
        for check in try JSON(Array(finished.output.utf8))["checks"]?.elements ?? [] {
            verdicts[check["check"]?.string ?? ""] = check["verdict"]?.string
        }
        return verdicts
    }

    @Test("a shop that is well is told so: before its first start, beside its server, and after")
    func well() async throws {
        try await withShop { shop, folder in
            let before = try await shop.run("doctor")
            #expect(before.status == 0, "\(before)")
            #expect(before.output.contains("the first start makes it"))
            #expect(!FileManager.default.fileExists(atPath: folder), "a look makes nothing")

            let server = try await shop.serve()
            let isWell = try await eventually {
                let beside = try await shop.run("doctor")
                return beside.status == 0 && beside.output.hasSuffix("All is well.\n")
            }
            let beside = try await shop.run("doctor")
            #expect(isWell, "\(beside)")
            #expect(beside.output.contains("a server has it"))
            _ = try await server.addStudent()
            await server.stop()

            let after = try await shop.run("doctor", "--json")
            #expect(after.status == 0)
            #expect(after.errors.isEmpty, "\(after.errors)")
            #expect(try JSON(Array(after.output.utf8))["healthy"]?.bool == true)
            #expect(
                try Set(Self.verdicts(after).keys) == [
                    "settings", "keys", "webhook_secret", "access", "stripe", "clock", "webhooks", "database",
                    "migrations", "integrity", "owner", "jobs", "holds", "mail", "disk",
                ])
            #expect(try Self.verdicts(after).values.allSatisfy { $0 == "ok" }, "\(after)")
        }
    }

    @Test("a folder that others can read and a damaged file fail, each with its mend")
    func database() async throws {
        try await withShop { shop, folder in
            #expect(try await shop.run("migrate").status == 0)
            let path = folder + "/fermata.db"
            try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: folder)
            let wide = try await shop.run("doctor")
            #expect(wide.status == 1)
            #expect(wide.output.contains("run chmod go= \(folder)"), "\(wide)")
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)

            let good = try Data(contentsOf: URL(filePath: path))
            var damaged = good
            let half = good.count / 2 / 4096 * 4096
            damaged.replaceSubrange(half..<half + 8192, with: Data(repeating: 0xA5, count: 8192))
            try damaged.write(to: URL(filePath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            let bad = try await shop.run("doctor", "--json")
            #expect(bad.status == 1)
            #expect(try Self.verdicts(bad)["integrity"] == "fail", "\(bad)")
            #expect(bad.output.contains("fermata restore"))
            #expect(try Self.verdicts(bad)["stripe"] == "ok")
        }
    }

    @Test(
        "tables that lack a change are to be looked at, tables of another program fail",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/sqlite3"), "sqlite3 writes them"))
    func migrations() async throws {
        try await withShop { shop, folder in
            #expect(try await shop.run("migrate").status == 0)
            for (sql, verdict, status) in [
                (
                    "DELETE FROM migrations WHERE number = (SELECT MAX(number) FROM migrations)", "warn",
                    Int32(0)
                ),
                ("UPDATE migrations SET checksum = 'x' WHERE number = 2", "fail", 1),
            ] {
                let tampered = await (try Program("/usr/bin/sqlite3", [folder + "/fermata.db", sql]))
                    .finished()
                #expect(tampered.status == 0, "\(tampered)")
                let found = try await shop.run("doctor", "--json")
                #expect(try Self.verdicts(found)["migrations"] == verdict, "\(found)")
                #expect(found.status == status)
            }
        }
    }

    @Test("whoever is not there is named, and the rest is looked at")
    func away() async throws {
        try await withShop { shop, _ in
            let lonely = shop.with([
                "STRIPE_API_BASE": "http://127.0.0.1:1", "SMTP_URL": "smtp://127.0.0.1:1",
                "MAIL_FROM": "lessons@example.com", "SMTP_USER": "ada", "SMTP_PASSWORD": "hidden",
                "DATABASE_URL": "postgres://ada:hidden@127.0.0.1:1/house",
            ])
            let found = try await lonely.run("doctor", "--json")
            #expect(found.status == 1)
            let verdicts = try Self.verdicts(found)
            for check in ["stripe", "webhooks", "mail", "database"] {
                #expect(verdicts[check] == "fail", "\(check): \(found)")
            }
            #expect(verdicts["disk"] == "ok")
            #expect(!found.output.contains("hidden"))
        }
    }

    @Test("a database of another Stripe account than the key's fails, as a start would")
    func owner() async throws {
        try await Shop.withFolder { folder in
            try await Shop.open(["DATA_DIR": folder]) { shop in await (try shop.serve()).stop() }
            try await Shop.open(seed: 2, ["DATA_DIR": folder]) { other in
                let account = try await other.account()
                let found = try await other.run("doctor", "--json")
                #expect(found.status == 1)
                #expect(try Self.verdicts(found)["owner"] == "fail", "\(found)")
                #expect(found.output.contains("and the key to \(account)."))
            }
        }
    }

    @Test("a job whose last run failed is named, with what it said")
    func jobs() async throws {
        try await withShop { shop, _ in
            let lonely = shop.with(["STRIPE_API_BASE": "http://127.0.0.1:1"])
            #expect(try await lonely.run("jobs", "run", "missed_webhooks").status == 69)
            let failed = try await shop.run("doctor")
            #expect(failed.status == 0)
            #expect(
                failed.output.contains(#/warn +jobs +The last run failed of missed_webhooks: /#), "\(failed)")
            #expect(try await shop.run("jobs", "run", "missed_webhooks").status == 0)
            #expect(try await shop.run("doctor").output.contains(#/ok +jobs /#))
        }
    }

    @Test("a PostgreSQL answers with its version", .enabled(if: SharedDatabase.server != nil))
    func postgres() async throws {
        try await SharedDatabase.open { database in
            try await withShop(["DATABASE_URL": database.url]) { shop, _ in
                #expect(try await shop.run("migrate").status == 0)
                let found = try await shop.run("doctor")
                #expect(found.status == 0, "\(found)")
                #expect(found.output.contains(#/ok +database +PostgreSQL [0-9.]+.* answers/#), "\(found)")
            }
        }
    }

    @Test("settings that cannot be used are all told, with the exit status of settings")
    func settings() async throws {
        let program = try Program(
            "fermata", ["doctor", "--json"],
            environment: ["PORT": "x", "STRIPE_SECRET_KEY": "pk_test_notshown", "LOG_LEVEL": "loud"])
        let finished = await program.finished()
        #expect(finished.status == 78)
        let body = try JSON(Array(finished.output.utf8))
        #expect(body["healthy"]?.bool == false)
        let texts = body["checks"]?.elements.compactMap { $0["text"]?.string } ?? []
        for name in ["PORT", "STRIPE_SECRET_KEY", "LOG_LEVEL"] {
            #expect(texts.contains { $0.hasPrefix("\(name) ") }, "\(texts)")
        }
        #expect(!finished.output.contains("notshown"))
    }

    @Test("a settings file that others can read is to be looked at, with the command that mends it")
    func settingsFile() async throws {
        try await withShop { shop, folder in
            let path = folder + ".env"
            try Data("LOOPS=1\n".utf8).write(to: URL(filePath: path))
            for (mode, isTold) in [(0o644, true), (0o600, false)] {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
                let found = try await shop.run("doctor", "--env-file", path)
                #expect(found.status == 0)
                #expect(found.output.contains("chmod 600 \(path)") == isTold, "\(found)")
            }
        }
    }
}

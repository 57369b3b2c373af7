// The database, its jobs and its policies from a shell: what cannot be is refused, with the mend.
import Foundation
import Testing

@Suite("What fermata migrate, jobs and policy refuse", .timeLimit(.minutes(5)), .serialized)
struct OfficeRefusalTests {
    static let mistakes: [(arguments: [String], says: String)] = [
        (["migrate", "now"], "migrate does not know now"),
        (["migrate", "--env-file"], "--env-file wants a file's name"),
        (["migrate", "--until", "1d"], "migrate does not know --until"),
        (["jobs", "stop"], "jobs does not know stop"),
        (["jobs", "--until", "7d"], "jobs does not know --until"),
        (["jobs", "run"], "jobs run wants one of complete_operations, apply_webhooks, authorize_due, "),
        (["jobs", "run", "everything"], "jobs run wants one of "),
        (["jobs", "run", "reap_keys", "--apply"], "jobs run does not know --apply"),
        (["jobs", "plan", "--until"], "--until wants a time: 2026-11-20"),
        (["jobs", "plan", "--until", "soon"], "--until wants a time"),
        (["jobs", "plan", "--since", "7d"], "jobs plan does not know --since"),
        (["policy"], "policy wants to know what: rehearse FILE"),
        (["policy", "forget"], "policy wants to know what"),
        (["policy", "rehearse"], "policy rehearse wants a file's name, or one of the policies'"),
        (["policy", "rehearse", "six-hours", "--since", "7w"], "--since wants a time"),
        (["policy", "rehearse", "six-hours", "--apply"], "policy rehearse does not know --apply"),
    ]

    @Test("a mistake on the command line is named, with the usage", arguments: mistakes.indices)
    func mistake(index: Int) async throws {
        let (arguments, says) = Self.mistakes[index]
        let finished = await (try Program("fermata", arguments)).finished()
        #expect(finished.status == 64)
        #expect(finished.errors.hasPrefix("fermata: \(says)"), "\(finished.errors)")
        #expect(finished.errors.contains("Usage: fermata"))
        #expect(finished.output.isEmpty)
    }

    @Test("without settings there is no database to look at")
    func noSettings() async throws {
        for arguments in [["migrate"], ["jobs"], ["policy", "rehearse", "six-hours"]] {
            let finished = await (try Program("fermata", arguments)).finished()
            #expect(finished.status == 78)
            #expect(finished.errors.contains("STRIPE_SECRET_KEY"))
            #expect(finished.output.isEmpty)
        }
    }

    @Test("a database that a server has open is left to it, and it goes on")
    func inUse() async throws {
        try await Shop.withFolder { folder in
            try await Shop.open(["DATA_DIR": folder]) { shop in
                let server = try await shop.serve()
                for arguments in [["migrate"], ["jobs"], ["jobs", "plan"], ["jobs", "run", "reap_keys"]] {
                    let finished = try await shop.run(arguments)
                    #expect(finished.status == 69)
                    #expect(
                        finished.errors.hasSuffix(
                            """
                            The database cannot be opened: \(folder) is in use by another process; stop that, or \
                            name another folder in DATA_DIR

                            """), "\(finished.errors)")
                    #expect(finished.output.isEmpty)
                }
                _ = try await server.addStudent()
                await server.stop()
                #expect(try await shop.run(["jobs"]).status == 0)
            }
        }
    }

    @Test("a folder or a file that others could read is refused with the command that mends it")
    func wideModes() async throws {
        try await Shop.withFolder { folder in
            try await Shop.open(["DATA_DIR": folder]) { shop in
                #expect(try await shop.run(["migrate"]).status == 0)
                for (path, mode) in [(folder, 0o750), (folder + "/fermata.db", 0o604)] {
                    try Self.setMode(mode, of: path)
                    let mend =
                        "\(path) is open to others (mode \(String(mode, radix: 8))): run chmod go= \(path)"
                    for (command, status) in [("serve", Int32(78)), ("migrate", 69)] {
                        let finished = try await shop.run([command])
                        #expect(finished.status == status)
                        #expect(finished.errors.contains(mend), "\(finished.errors)")
                    }
                    let chmod = await (try Program("/bin/sh", ["-c", "chmod go= \(path)"])).finished()
                    #expect(chmod.status == 0)
                    #expect(try await shop.run(["migrate"]).status == 0)
                }
            }
        }
    }

    private static func setMode(_ mode: Int, of path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test("a policy that is none is refused by what is wrong with it, as a setting is")
    func noPolicy() async throws {
        try await Shop.withFolder { folder in
            try await Shop.open(["DATA_DIR": folder]) { shop in
                let missing = try await shop.run(["policy", "rehearse", "/no/such.json"])
                #expect(missing.status == 78)
                #expect(
                    missing.errors.contains(
                        "/no/such.json is neither a file that can be read nor one of six-hours, music-shop"),
                    "\(missing)")
                #expect(try await shop.run(["migrate"]).status == 0)
                let path = folder + "/policy.json"
                try Data(#"{"name":"mine","title":"Mine","cancel":{"student":[]}}"#.utf8)
                    .write(to: URL(filePath: path))
                let wrong = try await shop.run(["policy", "rehearse", path])
                #expect(wrong.status == 78)
                #expect(wrong.errors.contains("The policy cannot be used: "), "\(wrong)")
                #expect(wrong.output.isEmpty)
            }
        }
    }
}

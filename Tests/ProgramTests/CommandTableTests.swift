// What is written out of the commands' table: help, the manual page, and completions as a shell takes them.
import Basics
import Foundation
import Testing

@Suite("fermata help, man and completions", .timeLimit(.minutes(5)), .serialized)
struct CommandTableTests {
    private static let commands = [
        "serve", "doctor", "report", "token", "jobs", "jobs plan", "jobs run", "policy rehearse", "migrate",
        "verify", "replay", "backup", "restore", "move", "completions", "man", "version", "help",
    ]

    private static func run(_ arguments: [String]) async throws -> Finished {
        await (try Program("fermata", arguments)).finished()
    }

    @Test("help lists every command, and tells of each what it takes, in three spellings")
    func help() async throws {
        let all = try await Self.run(["help"])
        #expect(try await Self.run(["--help"]).output == all.output)
        #expect(try await Self.run([]).output == all.output)
        for command in Self.commands {
            #expect(all.output.contains("\n  \(command)  "), "\(command)")
            let words = command.split(separator: " ").map(String.init)
            let helped = try await Self.run(["help"] + words)
            #expect(helped.status == 0)
            #expect(helped.output.hasPrefix("Usage: fermata \(command)"), "\(helped)")
            #expect(helped.output.contains("\n  64  the command line cannot be"), "\(helped)")
            let own = try await Self.run(words + ["--help"])
            #expect(own.status == 0)
            #expect(helped.output.hasPrefix(own.output.dropLast()), "\(own)")
        }
        let jobs = try await Self.run(["help", "jobs"]).output
        #expect(jobs.contains("Usage: fermata jobs run NAME [--json] [--env-file FILE]"), "\(jobs)")
        #expect(jobs.contains("Usage: fermata jobs plan [--until TIME] [--apply]"))
        let unknown = try await Self.run(["help", "fly"])
        #expect(unknown.status == 64)
        #expect(unknown.errors.hasPrefix("fermata: help wants the name of a command"))
    }

    @Test(
        "options are taken in every usual spelling, and what cannot be is named",
        arguments: [
            (["verify", "--since=later"], "--since wants a time: 2026-11-20"),
            (["verify", "--json=yes"], "--json stands alone"),
            (["verify", "--since", "--json"], "--since wants a time: 2026-11-20"),
            (["verify", "-x"], "verify does not know -x"),
            (["backup", "--", "--a", "--b"], "backup does not know --b"),
            (["completions", "csh"], "completions wants one of bash, zsh, fish"),
            (["version", "now"], "version does not know now"),
        ])
    func spellings(arguments: [String], says: String) async throws {
        let mistake = try await Self.run(arguments)
        #expect(mistake.status == 64)
        #expect(mistake.errors.hasPrefix("fermata: \(says)"), "\(mistake.errors)")
    }

    @Test("version and token answer programs as well")
    func json() async throws {
        let version = try JSON(Array(try await Self.run(["version", "--json"]).output.utf8))
        #expect(version["version"]?.string?.isEmpty == false)
        #expect(version["libraries"]?.string?.contains("libcurl/") == true)
        let token = try await Self.run(["token", "--sandbox", "--ttl=1h", "--json"])
        let answer = try JSON(Array(token.output.utf8))
        #expect(answer["token"]?.string?.split(separator: ".").count == 3)
        let end = try CivilTime.unixSeconds(rfc3339: try #require(answer["expires_at"]?.string))
        #expect(abs(end - Int64(Date().timeIntervalSince1970) - 3600) < 60)
    }

    @Test("the manual page has every command and setting, and groff finds nothing wrong with it")
    func manual() async throws {
        let page = try await Self.run(["man"])
        #expect(page.status == 0)
        for section in ["NAME", "SYNOPSIS", "COMMANDS", "OPTIONS", "\"EXIT STATUS\"", "FILES", "ENVIRONMENT"]
        {
            #expect(page.output.contains("\n.SH \(section)\n"), "\(section)")
        }
        for command in Self.commands { #expect(page.output.contains("\n.B fermata \(command)\n")) }
        #expect(page.output.contains("\n.B STRIPE_SECRET_KEY\n"))
        #expect(page.output.contains("\n.B 69\n"))
        guard let groff = Self.program("groff") else { return }
        try await Self.withFile(page.output) { path in
            let checked = await (try Program(groff, ["-man", "-Tutf8", "-ww", "-z", path])).finished()
            #expect(checked.status == 0)
            #expect(checked.errors.isEmpty, "\(checked.errors)")
        }
    }

    @Test("zsh and fish, where they are, understand what is written for them", arguments: ["zsh", "fish"])
    func syntax(shell: String) async throws {
        let written = try await Self.run(["completions", shell])
        #expect(written.status == 0)
        for word in ["reap_keys", "failed-payments", "instructor", "music-shop"] {
            #expect(written.output.contains(word))
        }
        guard let program = Self.program(shell) else { return }
        try await Self.withFile(written.output) { path in
            let checked = await (try Program(program, ["-n", path])).finished()
            #expect(checked.status == 0, "\(checked.errors)")
            #expect(checked.errors.isEmpty, "\(checked.errors)")
        }
    }

    @Test(
        "bash completes commands, options, subjects, jobs, roles and files",
        arguments: [
            ("ve", ["verify", "version"]),
            ("jobs ", ["plan", "run", "--json", "--env-file", "--help"]),
            ("jobs pl", ["plan"]),
            ("jobs plan --a", ["--apply"]),
            ("jobs run reap", ["reap_keys"]),
            ("policy ", ["rehearse"]),
            ("policy rehearse six", ["six-hours"]),
            ("report f", ["failed-payments"]),
            ("report lesson-total --c", ["--csv"]),
            ("token --role in", ["instructor"]),
            ("token --sub ", []),
            ("completions z", ["zsh"]),
            ("verify --env-file FILES/se", ["FILES/settings one", "FILES/settings two"]),
            ("backup FILES/settings\\ o", ["FILES/settings one"]),
            ("backup --j", ["--json"]),
        ])
    func bash(line: String, words: [String]) async throws {
        let script = try await Self.run(["completions", "bash"]).output
        let folder = FileManager.default.temporaryDirectory.appending(path: "words-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["one", "two"] {
            try Data().write(to: folder.appending(path: "settings \(name)"))
        }
        try await Self.withFile(script) { path in
            // As bash calls it, with the line in words, the last of which is being typed.
            let asking = """
                . "$0"; typed=$1; eval "COMP_WORDS=(fermata $typed)"
                case $typed in *' ') COMP_WORDS+=('') ;; esac
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _fermata
                [ ${#COMPREPLY[@]} -eq 0 ] || printf '%s\\n' "${COMPREPLY[@]}"
                """
            let typed = line.replacing("FILES", with: folder.path)
            let completed = await (try Program("/bin/bash", ["-uc", asking, path, typed])).finished()
            #expect(completed.errors.isEmpty, "\(completed.errors)")
            let offered = completed.output.split(separator: "\n").map(String.init)
            #expect(offered.sorted() == words.map { $0.replacing("FILES", with: folder.path) }.sorted())
        }
    }

    private static func program(_ name: String) -> String? {
        ["/usr/bin", "/bin", "/usr/local/bin"].map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static func withFile(_ text: String, _ test: (String) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "written-\(UUID())")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await test(file.path)
    }
}

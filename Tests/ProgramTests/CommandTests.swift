// The programs from outside: what they refuse, and how they say it.
import Foundation
import Testing

@Suite("The programs", .timeLimit(.minutes(5)), .serialized)
struct CommandTests {
    @Test("without a key and without the sandbox the server refuses and says what to do")
    func noKey() async throws {
        let finished = await (try Program("fermata", ["serve"])).finished()
        #expect(finished.status == 78)
        #expect(finished.errors.contains("STRIPE_SECRET_KEY"))
        #expect(finished.errors.contains("--sandbox"))
        #expect(finished.output.isEmpty)
    }

    @Test("a live key without leave is refused, and not repeated")
    func liveKey() async throws {
        let program = try Program(
            "fermata", ["serve"],
            environment: ["STRIPE_SECRET_KEY": "sk_live_notshown"])
        let finished = await program.finished()
        #expect(finished.status == 78)
        #expect(finished.errors.contains("ALLOW_LIVE=yes"))
        #expect(!finished.errors.contains("notshown"))
    }

    @Test("a settings file that is named must be there")
    func missingSettingsFile() async throws {
        let program = try Program("fermata", ["serve", "--sandbox", "--env-file", "/no/such/.env"])
        let finished = await program.finished()
        #expect(finished.status == 78)
        #expect(finished.errors.contains("/no/such/.env"))
    }

    @Test("a port that is taken is named, with the mend")
    func portTaken() async throws {
        let stub = try Program("stripe-stub", ["--port", "0"])
        defer { stub.signal(SIGKILL) }
        let greeting = try await stub.printed("opens it")
        let port = String(try #require(greeting.firstMatch(of: #/127.0.0.1:([0-9]+)/#)).output.1)
        let program = try Program(
            "fermata", ["serve", "--sandbox"],
            environment: ["PORT": port, "STRIPE_STUB_PORT": "0"])
        let finished = await program.finished()
        #expect(finished.status == 78)
        #expect(finished.errors.contains("port \(port)"))
        #expect(finished.errors.contains("PORT"))
    }

    @Test("the server can stand on a separate stub")
    func separateStub() async throws {
        let stub = try Program("stripe-stub", ["--port", "0"])
        defer { stub.signal(SIGKILL) }
        let stripe = String(
            try #require(try await stub.printed("opens it").firstMatch(of: #/http:[0-9.:\/]+[0-9]/#)).output)
        let program = try Program(
            "fermata", ["serve"],
            environment: ["PORT": "0", "STRIPE_SECRET_KEY": "sk_test_1", "STRIPE_API_BASE": stripe])
        defer { program.signal(SIGKILL) }
        let greeting = try await program.printed("Ctrl-C")
        #expect(greeting.contains(stripe))
        #expect(!greeting.contains("SANDBOX"))
    }

    @Test("help, version and mistakes")
    func words() async throws {
        let help = await (try Program("fermata", ["help"])).finished()
        #expect(help.status == 0)
        #expect(help.output.contains("serve"))
        let version = await (try Program("fermata", ["version"])).finished()
        #expect(version.output.contains("libcurl/"))
        for arguments in [["fly"], ["serve", "--fast"], ["serve", "--env-file"]] {
            let mistake = await (try Program("fermata", arguments)).finished()
            #expect(mistake.status == 64)
            #expect(mistake.errors.contains("Usage"))
        }
        #expect(await (try Program("stripe-stub", ["--port", "x"])).finished().status == 64)
    }
}

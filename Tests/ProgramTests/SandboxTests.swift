// The first minute: the sandbox starts without a key, and what it prints works when it is pasted.
import Foundation
import Testing

@Suite("The sandbox", .timeLimit(.minutes(5)), .serialized)
struct SandboxTests {
    static let anyPort = ["PORT": "0", "STRIPE_STUB_PORT": "0"]
    static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Runs `test` against a sandbox; `base` is its address.
    private func withSandbox(_ test: (_ greeting: String, _ base: String) async throws -> Void) async throws {
        let program = try Program(
            "fermata", ["serve", "--sandbox"], environment: Self.anyPort)
        defer { program.signal(SIGKILL) }
        let greeting = try await program.printed("Ctrl-C")
        let base = try #require(greeting.firstMatch(of: #/http://localhost:[0-9]+/#)).output
        try await test(greeting, String(base))
        program.signal(SIGTERM)
        let finished = await program.finished()
        #expect(finished.status == 0, "\(finished.errors)")
    }

    @Test("says in its first line that it is one, and stops when it is told to")
    func firstLine() async throws {
        try await withSandbox { greeting, _ in
            #expect(greeting.hasPrefix("SANDBOX: "))
        }
    }

    @Test("the lines it prints hold, capture, refund and book when they are pasted")
    func pastedLines() async throws {
        try await withSandbox { greeting, _ in
            let lines = greeting.split(separator: "\n").filter {
                $0.hasPrefix("  ") && !$0.hasPrefix("  cus_")
            }
            #expect(lines.count == 13)
            let shell = try Program("/bin/sh", ["-c", lines.joined(separator: "\n")])
            let pasted = await shell.finished()
            #expect(pasted.output.contains(#""status": "requires_capture""#), "\(pasted)")
            #expect(pasted.output.contains(#""status": "succeeded""#), "\(pasted)")
            #expect(pasted.output.contains(#""status":"refunded"}"#), "\(pasted)")
            #expect(pasted.output.contains("$96.00 reserved • Charged after lesson"), "\(pasted)")
            #expect(
                pasted.output.contains(#"{"status":"captured","amount":96.00,"amount_cents":9600}"#),
                "\(pasted)")
            #expect(pasted.output.contains(#""text":"$96.00 paid","icon":"✅""#), "\(pasted)")
            #expect(pasted.output.contains(#/In a browser: http:\/\/localhost:[0-9]+\/bookings\/1\/status/#))
        }
    }

    @Test("the example scripts do what they say")
    func exampleScripts() async throws {
        try await withSandbox { _, base in
            func run(_ script: String, _ arguments: String...) async throws -> String {
                let path = Self.checkout.appending(path: "examples/curl/\(script).sh").path
                let program = try Program(
                    "/bin/sh", [path] + arguments, environment: ["FERMATA": base, "KEY": UUID().uuidString])
                let finished = await program.finished()
                #expect(finished.status == 0, "\(script): \(finished)")
                return finished.output
            }
            let held = try await run("schedule-lesson")
            let intent = String(try #require(held.firstMatch(of: #/pi_[A-Za-z0-9]+/#)).output)
            #expect(
                try await run("complete-lesson-payment", intent, "1000").contains(#""amount_received": 1000"#)
            )
            #expect(try await run("refund-lesson", intent, "400").contains(#""status":"refunded""#))
            let second = try await run("schedule-lesson")
            let hold = String(try #require(second.firstMatch(of: #/pi_[A-Za-z0-9]+/#)).output)
            #expect(try await run("refund-lesson", hold).contains(#""status":"released""#))
        }
    }
}

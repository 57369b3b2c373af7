// The report command from outside: what it prints where, and how it ends.
import CurlClient
import Foundation
import Reactor
import Testing

@Suite("fermata report", .timeLimit(.minutes(5)), .serialized)
struct ReportCommandTests {
    /// Starts a stub with lessons in it, and gives what a program needs to stand on it.
    private func withStripe(_ test: ([String: String]) async throws -> Void) async throws {
        let stub = try Program("stripe-stub", ["--port", "0", "--seed", "1"])
        defer { stub.signal(SIGKILL) }
        let greeting = try await stub.printed("opens it")
        let base = String(try #require(greeting.firstMatch(of: #/http:[0-9.:\/]+[0-9]/#)).output)
        let seeded = try await Self.post(
            "\(base)/_stub/seed",
            #"{"customers":20,"charges":50,"lessons":250,"spread_seconds":100000,"seed":1}"#)
        #expect(seeded == 200)
        try await test(["STRIPE_SECRET_KEY": "sk_test_report", "STRIPE_API_BASE": base])
    }

    private static func post(_ url: String, _ body: String) async throws -> Int? {
        let loop = try EventLoop()
        try loop.start()
        defer { loop.stop() }
        let client = CurlClient(on: loop)
        let request = CurlRequest(.post, url, body: Array(body.utf8), timeoutMilliseconds: 50_000)
        return await withCheckedContinuation { continuation in
            loop.spawn { continuation.resume(returning: try? await client.send(request).status) }
        }
    }

    @Test("the total comes as text, as JSON and as CSV, and all say the same")
    func formats() async throws {
        try await withStripe { stripe in
            func run(_ arguments: [String]) async throws -> Finished {
                await (try Program("fermata", ["report", "lesson-total"] + arguments, environment: stripe))
                    .finished()
            }
            let json = try await run(["--json"])
            #expect(json.status == 0)
            let line = try #require(
                json.output.wholeMatch(
                    of: #/\{"payment_total":(\d+),"fee_total":(\d+),"net_total":(\d+)\}\n/#))
            let (payments, fees, net) = (line.output.1, line.output.2, line.output.3)
            #expect(Int(payments) ?? 0 > 0)
            #expect(Int(payments) == (Int(fees) ?? 0) + (Int(net) ?? 0))
            // Not a terminal: no bar, but what it took.
            #expect(json.errors.contains(" pages in "))
            #expect(!json.errors.contains("["))
            let csv = try await run(["--csv"])
            #expect(
                csv.output
                    == "currency,payment_total,fee_total,net_total\r\nusd,\(payments),\(fees),\(net)\r\n")
            let text = try await run([])
            #expect([payments, fees, net].allSatisfy { text.output.contains($0) })
        }
    }

    @Test("failed payments are a row each, and a window before all of them has none")
    func failedPayments() async throws {
        try await withStripe { stripe in
            let all = await
                (try Program(
                    "fermata", ["report", "failed-payments", "--csv", "--since", "2d"], environment: stripe))
                .finished()
            #expect(all.status == 0)
            let rows = all.output.split(separator: "\r\n")
            #expect(rows.first == "customer_id,email,name,created,description,error,decline_code,last4,brand")
            #expect(rows.count > 1)
            #expect(
                rows.dropFirst().allSatisfy {
                    $0.hasPrefix("cus_") && $0.contains(",issuer_declined,insufficient_funds,4242,visa")
                })
            let none = await
                (try Program(
                    "fermata",
                    [
                        "report", "failed-payments", "--json", "--since", "2020-02-29", "--until",
                        "2020-03-01T12:00:00Z",
                    ],
                    environment: stripe)).finished()
            #expect(none.output == "[]\n")
        }
    }

    @Test(
        "what cannot be is refused with the usage",
        arguments: [
            [], ["lessons"], ["lesson-total", "--xml"], ["lesson-total", "--since"],
            ["lesson-total", "--since", "yesterday"], ["lesson-total", "--since", "2026-02-30"],
            ["lesson-total", "--since", "2026-11-20T25:00:00Z"],
            ["lesson-total", "--since", "1h", "--until", "2h"], ["lesson-total", "--env-file"],
        ])
    func mistakes(arguments: [String]) async throws {
        let finished = await (try Program("fermata", ["report"] + arguments)).finished()
        #expect(finished.status == 64)
        #expect(finished.errors.contains("Usage: fermata"))
        #expect(finished.output.isEmpty)
    }

    @Test("without a Stripe to be reached there is no report, and the reason is told")
    func unreachable() async throws {
        let program = try Program(
            "fermata", ["report", "lesson-total", "--json"],
            environment: [
                "STRIPE_SECRET_KEY": "sk_test_report", "STRIPE_API_BASE": "http://127.0.0.1:1",
                "STRIPE_DEADLINE_SECONDS": "1",
            ])
        let finished = await program.finished()
        #expect(finished.status == 69)
        #expect(finished.errors.contains("No report: "))
        #expect(finished.output.isEmpty)
    }
}

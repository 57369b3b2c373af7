// What strangers are given to try the marketplace with works as it is: the Postman collection and the script.
import Basics
import Foundation
import Testing

@Suite("Examples of the marketplace", .timeLimit(.minutes(5)), .serialized)
struct MarketplaceExampleTests {
    @Test(
        "every request of the Postman collection is answered as its test says, and no other answer would do")
    func collection() async throws { try await playCollection(database: nil) }

    @Test(
        "so is every one on PostgreSQL",
        .enabled(if: SharedDatabase.server != nil, "FERMATA_TEST_POSTGRES is not set"))
    func collectionOnPostgres() async throws {
        try await SharedDatabase.open { try await playCollection(database: $0.url) }
    }

    private func playCollection(database: String?) async throws {
        let collection = try MarketplaceCollection()
        #expect(collection.calls.count > 50)
        try await MarketplaceSandbox.open(database: database) { sandbox in
            var run = CollectionRun(variables: collection.variables)
            run.variables["base_url"] = sandbox.base
            run.variables["jwt_token"] = sandbox.student
            run.variables["teacher_jwt_token"] = sandbox.teacher
            run.variables["admin_jwt_token"] = sandbox.admin
            for call in collection.calls {
                let answer = try await play(call, run, sandbox)
                let wanted = run.filled(call.fields)
                #expect(answer.status == call.status, "\(call.name): \(answer.text)")
                let json = try JSON(Array(answer.text.utf8))
                let differences = try CollectionRun.differences(try JSON(Array(wanted.utf8)), json)
                #expect(differences.isEmpty, "\(call.name): \(answer.text)")
                try expectEachFieldCounts(call, wanted, json)
                run.save(call, json)
            }
        }
    }

    private func play(
        _ call: MarketplaceCollection.Call, _ run: CollectionRun, _ sandbox: MarketplaceSandbox
    ) async throws -> (status: Int, text: String) {
        var headers = call.headers.map { "\($0.name): \(run.filled($0.value))" }
        if let token = call.token { headers.append("Authorization: Bearer \(run.filled(token))") }
        return try await sandbox.send(
            call.method, run.filled(call.url), headers, call.body.map(run.filled))
    }

    /// With any one line of what is wanted changed, the same answer is no longer good.
    private func expectEachFieldCounts(
        _ call: MarketplaceCollection.Call, _ wanted: String, _ answer: JSON
    ) throws {
        let lines = wanted.split(separator: "\n").map(String.init)
        for (place, line) in lines.enumerated() {
            guard let field = line.wholeMatch(of: #/( *"[^"]+": )([^{\[].*?)(,?)/#) else { continue }
            var changed = lines
            changed[place] = field.output.1 + #""changed""# + field.output.3
            let changedWish = try JSON(Array(changed.joined(separator: "\n").utf8))
            let differences = try CollectionRun.differences(changedWish, answer)
            #expect(!differences.isEmpty, "\(call.name): \(line) is not compared")
        }
    }

    @Test("the environment has the names and values that the documentation gives")
    func environment() throws {
        let environment = try MarketplaceCollection.read(
            "LinguaFlex_Backend_Payments.postman_environment.json")
        let values = (environment["values"]?.elements ?? []).map {
            "\($0["key"]?.string ?? "")=\($0["value"]?.string ?? "")"
        }
        #expect(
            values == [
                "base_url=http://localhost:8000", "jwt_token=YOUR_JWT_TOKEN_HERE", "test_gig_id=1",
                "test_card_number=4242424242424242", "test_exp_month=12", "test_exp_year=2025",
                "test_cvc=123",
            ])
    }

    @Test("the script goes a gig's whole way, twice")
    func script() async throws {
        try await MarketplaceSandbox.open { sandbox in
            for _ in 1...2 {
                let finished = try await run(sandbox)
                #expect(finished.status == 0, "\(finished)")
                #expect(finished.output.hasSuffix("marketplace: all as it should be.\n"), "\(finished)")
            }
        }
    }

    @Test("the script stops at the first answer that is not as it should be, and says which")
    func scriptStops() async throws {
        try await MarketplaceSandbox.open { sandbox in
            let finished = try await run(sandbox, ["PRICE": "51.00"])
            #expect(finished.status == 1)
            #expect(
                finished.errors
                    == "marketplace: POST /api/payments/process-payment/ was to answer \"amount\":51.00\n")
        }
    }

    private func run(
        _ sandbox: MarketplaceSandbox, _ settings: [String: String] = [:]
    ) async throws -> Finished {
        let path = SandboxTests.checkout.appending(path: "examples/curl/marketplace.sh").path
        let environment = [
            "FERMATA": sandbox.base, "FERMATA_PROGRAM": Program.products.appending(path: "fermata").path,
        ]
        let program = try Program("/bin/sh", [path], environment: environment.merging(settings) { $1 })
        defer { program.signal(SIGKILL) }
        return await program.finished()
    }
}

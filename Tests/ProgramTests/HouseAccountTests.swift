// A database belongs to the Stripe account it was begun with: another's key is refused before anything is done.
import Basics
import Foundation
import Testing

@Suite("A database and its Stripe account", .timeLimit(.minutes(5)), .serialized)
struct HouseAccountTests {
    @Test("a server with the key of another account is refused, with both named and the mend")
    func otherAccount() async throws {
        try await Shop.withFolder { folder in
            let settings = ["DATA_DIR": folder]
            try await Shop.open(seed: 1, settings) { shop in
                let first = try await shop.account()
                let server = try await shop.serve()
                _ = try await server.addStudent()
                await server.stop()
                try await Shop.open(seed: 2, settings) { other in
                    let second = try await other.account()
                    try #require(first != second)
                    let refusal = """
                        The database belongs to the Stripe account \(first), and STRIPE_SECRET_KEY to \(second). \
                        Use the key of the former, or another DATA_DIR or DATABASE_URL.
                        """
                    let refused = try await other.run(["serve"])
                    #expect(refused.status == 78)
                    #expect(refused.errors.contains(refusal), "\(refused)")
                    #expect(refused.output.isEmpty)
                    for arguments in [["jobs", "run", "reconcile"], ["jobs", "plan", "--apply"]] {
                        let job = try await other.run(arguments)
                        #expect(job.status == 69)
                        #expect(job.errors.contains(refusal), "\(job)")
                    }
                    // What asks Stripe for nothing may look.
                    #expect(try await other.run(["jobs"]).status == 0)
                }
                await (try await shop.serve()).stop()
            }
        }
    }
}

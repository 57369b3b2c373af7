// Every price that there can be is split without a cent lost.
import Foundation
import Testing

@Suite("Every price of a gig", .timeLimit(.minutes(5)), .serialized)
struct MarketplaceFeeTests {
    /// At 10 % each of them; at the edges and between them one in 97.
    private static let percents = ["10", "0/97", "0.01/97", "2.9/97", "12.5/97", "33.33/97", "99.99/97"]

    @Test("from 50 cents to 999,999.99 dollars, house and teacher have the price between them")
    func everyCent() async throws {
        let script = SandboxTests.checkout.appending(path: "scripts/every-cent").path
        let environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
        let program = try Program(script, Self.percents, environment: environment)
        defer { program.signal(SIGKILL) }
        let finished = await program.finished()
        #expect(finished.status == 0, "\(finished)")
        #expect(finished.output.hasPrefix("10 %: 99999950 prices in "), "\(finished)")
        #expect(finished.output.matches(of: #/%: 1030928 prices in /#).count == 6, "\(finished)")
    }
}

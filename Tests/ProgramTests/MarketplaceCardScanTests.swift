// What a card's number leaves behind: nothing, wherever it was put, and whatever became of the request.
import Basics
import Foundation
import Testing

@Suite(
    "Card numbers at the marketplace", .timeLimit(.minutes(5)), .serialized)
struct MarketplaceCardScanTests {
    @Test("SQLite, its write-ahead log, the log, mails, metrics and answers keep no number, code or digest")
    func sqlite() async throws {
        let sent = Lock<[CardRequest]>([])
        try await MarketplaceHouse.open([:]) { house in
            try await Self.play(house, sent)
        } leaves: { leaves in
            #expect(FileManager.default.fileExists(atPath: leaves.appending(path: "stopped/fermata.db").path))
            try await Self.expectNoCards(leaves, sent.withLock { $0 })
        }
    }

    @Test(
        "nor does PostgreSQL",
        .enabled(if: SharedDatabase.server != nil, "FERMATA_TEST_POSTGRES is not set"))
    func postgres() async throws {
        let sent = Lock<[CardRequest]>([])
        try await SharedDatabase.open { database in
            try await MarketplaceHouse.open(["DATABASE_URL": database.url]) { house in
                try await Self.play(house, sent)
            } leaves: { leaves in
                let dump = try await database.dump()
                #expect(dump.contains("gig_bookings") && dump.contains("saved_cards"))
                try Data(dump.utf8).write(to: leaves.appending(path: "dump.sql"))
                try await Self.expectNoCards(leaves, sent.withLock { $0 })
            }
        }
    }

    /// Sends every number to every place, and then walks through what may come after a payment.
    private static func play(_ house: MarketplaceHouse, _ sent: Lock<[CardRequest]>) async throws {
        let first = try await house.send(
            CardRequest(
                path: "/api/payments/process-payment/",
                body: #"{"gig_id":\#(house.gig),"payment_method":"pm_card_visa"}"#), as: house.student)
        let payment = try #require(first.body?["payment_id"]?.integer)
        let booking = try #require(first.body?["booking_id"]?.integer)
        var statuses: Set<Int> = []
        for card in SentCard.all {
            for request in CardRequest.all(card, gig: house.gig, payment: payment) {
                statuses.insert(try await house.send(request, as: house.student).status)
                sent.withLock { $0.append(request) }
            }
            let keyed = CardRequest.keyed(card, booking: booking)
            try await house.send(keyed, as: house.teacher)
            sent.withLock { $0.append(keyed) }
        }
        #expect(statuses.isSuperset(of: [200, 400, 402, 404, 409]) && statuses.allSatisfy { $0 < 500 })

        let wish = try await house.send(
            CardRequest(
                path: "/api/payments/refund-requests/",
                body: #"{"payment_id":\#(payment),"amount":12.50,"reason":"Ill."}"#), as: house.student)
        let id = try #require(wish.body?["refund_request"]?["id"]?.integer)
        try await house.send(CardRequest(path: "/api/bookings/\(booking)/confirm/"), as: house.teacher)
        try await house.send(
            CardRequest(
                path: "/api/payments/refund-requests/\(id)/process/", body: #"{"action":"approve"}"#),
            as: house.staff)
        for path in ["/api/payments/payment-methods/", "/api/payments/payments/?limit=100"] {
            let list = try await house.send(CardRequest(method: "GET", path: path), as: house.student)
            #expect(list.body?["results"]?.elements.isEmpty == false)
        }
        for path in ["/api/payments/dashboard/", "/metrics"] {
            let read = try await house.send(CardRequest(method: "GET", path: path), as: house.staff)
            #expect(read.status == 200)
        }
    }

    /// Looks twice: for what was sent, in every form, and with `scripts/scan-cards` for what looks like a card.
    private static func expectNoCards(_ leaves: URL, _ sent: [CardRequest]) async throws {
        #expect(sent.count > 500)
        let mails = try FileManager.default.contentsOfDirectory(
            atPath: leaves.appending(path: "stopped/outbox").path)
        #expect(mails.count > 10)
        let traces =
            SentCard.all.flatMap(\.traces)
            + sent.flatMap { request in
                let body = request.body ?? ""
                let line = "\(request.method) \(request.path)\n"
                let bare = line.replacing("/\n", with: "\n")
                return [body, line + body, bare + body].flatMap { digests(of: Array($0.utf8)) }
            }
        let wanted = leaves.appendingPathExtension("traces")
        try Data(Set(traces).sorted().joined(separator: "\n").utf8).write(to: wanted)
        let grep = ["grep", "-r", "-a", "-o", "-F", "-f", wanted.path]
        let found = try await run(grep + [leaves.path])
        #expect(found.status == 1, "\(found.output)")
        let codes = try await run([
            "grep", "-r", "-a", "-i", "-E", "-o", #"cvc[^0-9]{0,5}739"#, leaves.path,
        ])
        #expect(codes.status == 1, "\(codes.output)")

        let scan = SandboxTests.checkout.appending(path: "scripts/scan-cards").path
        let scanned = try await run([scan, leaves.path])
        #expect(scanned.status == 0, "\(scanned)")

        // Both would have seen one.
        try Data("x4539578763621486y".utf8).write(to: leaves.appending(path: "planted"))
        try Data("4539578763621486".utf8).write(to: wanted)
        #expect(try await run(grep + [leaves.path]).status == 0)
        let planted = try await run([scan, leaves.path])
        #expect(planted.status == 1 && planted.output.contains("ends in 1486"))
    }

    private static func run(_ arguments: [String]) async throws -> Finished {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let program = try Program("/usr/bin/env", arguments, environment: ["PATH": path, "LC_ALL": "C"])
        defer { program.signal(SIGKILL) }
        return await program.finished()
    }
}

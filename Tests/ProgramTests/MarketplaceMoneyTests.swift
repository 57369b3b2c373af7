// The documentation's table of who has what is what Stripe's balances say.
import Basics
import Foundation
import Testing

@Suite("Who has what of a gig's price", .timeLimit(.minutes(5)), .serialized)
struct MarketplaceMoneyTests {
    /// What can become of a payment, by the documentation's words for it.
    private enum Story: String, CaseIterable {
        case booking = "the booking"
        case refund = "a refund of 12.50"
        case decline = "a decline, or no answer in time"
        case shortRefund = "a refund of 12.50 when the teacher's balance is empty"
        case dispute = "a dispute that the student won"

        /// The name of Stripe's for the card that it begins with.
        var card: String { self == .dispute ? "pm_card_createDispute" : "pm_card_visa" }
    }

    @Test("each row of the table comes out, to the cent, and so do the books")
    func table() async throws {
        let stripe = Lock("")
        let rows = try Self.rows()
        #expect(Set(rows.keys) == Set(Story.allCases.map(\.rawValue)))
        try await MarketplaceHouse.open([:]) { house in
            stripe.withLock { $0 = house.stripe }
            for story in Story.allCases {
                if story == .shortRefund { try await house.payOutTeacher() }
                let before = try await house.balances()
                try await Self.play(story, house)
                let after = try await house.balances()
                let row = try #require(rows[story.rawValue])
                let (paid, stripe) = (try #require(row.first), try #require(row.last))
                #expect(row.dropFirst().reduce(0, +) == paid, "\(story.rawValue)")
                var teacher = after.teacher - before.teacher
                // What went to the bank is the teacher's all the same.
                if story == .shortRefund { teacher += 4500 }
                #expect([teacher, after.house - before.house] == row[1...2], "\(story.rawValue)")
                #expect(paid - teacher - (after.house - before.house) == stripe, "\(story.rawValue)")
            }
        } leaves: { leaves in
            let settings = [
                "DATA_DIR": leaves.appending(path: "stopped").path, "STRIPE_SECRET_KEY": "sk_test_1",
                "STRIPE_API_BASE": stripe.withLock { $0 },
            ]
            // Whatever no job has heard of yet.
            let replay = try Program("fermata", ["replay", "--since", "1h"], environment: settings)
            let told = await replay.finished()
            #expect(told.status == 0, "\(told)")
            let verify = try Program("fermata", ["verify"], environment: settings)
            let verified = await verify.finished()
            #expect(verified.output == "0 differences in \(Story.allCases.count) payments.\n", "\(verified)")
            #expect(verified.status == 0)
        }
    }

    private static func play(_ story: Story, _ house: MarketplaceHouse) async throws {
        let order = #"{"gig_id":\#(house.gig),"payment_method":"\#(story.card)"}"#
        let paid = try await house.send(
            CardRequest(path: "/api/payments/process-payment/", body: order), as: house.student)
        let payment = try #require(paid.body?["payment_id"]?.integer)
        switch story {
        case .booking, .dispute: return
        case .decline:
            let booking = try #require(paid.body?["booking_id"]?.integer)
            let declined = try await house.send(
                CardRequest(path: "/api/bookings/\(booking)/decline/"), as: house.teacher)
            #expect(declined.status == 200)
        case .shortRefund:
            try await house.payOutTeacher()
            try await refund(payment, house)
        case .refund: try await refund(payment, house)
        }
    }

    private static func refund(_ payment: Int64, _ house: MarketplaceHouse) async throws {
        let wish = try await house.send(
            CardRequest(
                path: "/api/payments/refund-requests/",
                body: #"{"payment_id":\#(payment),"amount":12.50,"reason":"Ill."}"#), as: house.student)
        let id = try #require(wish.body?["refund_request"]?["id"]?.integer)
        let decided = try await house.send(
            CardRequest(
                path: "/api/payments/refund-requests/\(id)/process/", body: #"{"action":"approve"}"#),
            as: house.staff)
        #expect(decided.body?["refund_request"]?["status"]?.string == "refunded")
    }

    /// The table's rows in cents: what the student paid, and what teacher, house and Stripe have.
    private static func rows() throws -> [String: [Int64]] {
        let page = SandboxTests.checkout.appending(path: "docs/marketplace.md")
        var rows: [String: [Int64]] = [:]
        for line in try String(contentsOf: page, encoding: .utf8).split(separator: "\n") {
            guard
                let row = line.wholeMatch(of: #/\| (.+?) \| (-?[0-9.]+) \| (\S+) \| (\S+) \| (\S+) \|/#)?
                    .output
            else { continue }
            rows[String(row.1)] = try [row.2, row.3, row.4, row.5].map {
                try #require(Int64($0.replacing(".", with: "")))
            }
        }
        return rows
    }
}

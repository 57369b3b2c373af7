// Tests of what teachers offer, and who may change it.
import Basics
import PaymentRules
import Store
import Testing

@testable import Payments

@Suite("Gigs", .timeLimit(.minutes(5)))
struct GigsTests {
    @Test("a gig comes back as it was offered, priced in dollars", arguments: SceneEngine.available)
    func offered(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let gig = try await scene.market.addGig(
                NewGig(
                    instructor: scene.clara.id, title: "Scales", description: "In all keys", amount: 50,
                    isActive: false, seats: 3))
            #expect(gig.currency == .usd && gig.amount == 50 && gig.createdAt == scene.stripe.now)
            #expect(try await scene.market.gig(gig.id) == gig)
            await expectNotFound("gig") { try await scene.market.gig(gig.id + 1) }
        }
    }

    @Test("what cannot be sold is refused with the field to mend")
    func refused() async throws {
        try await MarketScene.play(.sqlite) { scene in
            func add(
                _ title: String = "Scales", _ amount: Int64 = 5000, seats: Int64? = nil, by id: Int64? = nil
            ) async throws -> Gig {
                try await scene.market.addGig(
                    NewGig(
                        instructor: id ?? scene.clara.id, title: title, description: nil, amount: amount,
                        isActive: true, seats: seats))
            }
            for title in ["", String(repeating: "a", count: 201)] {
                await expectInvalid("title", "parameter_invalid") { try await add(title) }
            }
            _ = try await add(String(repeating: "ä", count: 200))
            for amount in [Int64(-5000), 0, 49] {
                await expectInvalid("amount", "amount_too_small") { try await add("Scales", amount) }
            }
            for seats in [Int64(-1), 0] {
                await expectInvalid("seats", "parameter_invalid") { try await add(seats: seats) }
            }
            await expectInvalid("instructor_id", "resource_missing") { try await add(by: 99) }
            #expect(try await scene.market.gigs(of: scene.clara.id, after: nil, limit: 9).count == 1)
        }
    }

    @Test(
        "its teacher and staff take a gig from the list; to others it is not there",
        arguments: SceneEngine.available)
    func active(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let gig = try await scene.gig()
            for viewer in [BookingViewer.student(scene.clara.id), .instructor(scene.clara.id + 1)] {
                await expectNotFound("gig") {
                    try await scene.market.setActive(false, gig: gig.id, for: viewer)
                }
            }
            await expectNotFound("gig") {
                try await scene.market.setActive(false, gig: gig.id + 1, for: .everyone)
            }
            for viewer in [BookingViewer.everyone, .instructor(scene.clara.id)] {
                for isActive in [false, false, true] {
                    let told = try await scene.market.setActive(isActive, gig: gig.id, for: viewer)
                    #expect(told.isActive == isActive)
                    #expect(try await scene.market.gig(gig.id) == told)
                }
            }
        }
    }

    @Test(
        "a list has the active gigs of all, or all of one teacher's, page after page",
        arguments: SceneEngine.available)
    func listed(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            var ids: [Int64] = []
            for _ in 0..<5 { ids.append(try await scene.gig().id) }
            _ = try await scene.market.setActive(false, gig: ids[3], for: .everyone)
            let active = try await scene.market.gigs(of: nil, after: nil, limit: 9).map(\.id)
            #expect(active == [ids[4], ids[2], ids[1], ids[0]])
            let second = try await scene.market.gigs(of: nil, after: ids[2], limit: 1).map(\.id)
            #expect(second == [ids[1]])
            let own = try await scene.market.gigs(of: scene.clara.id, after: nil, limit: 9).map(\.id)
            #expect(own == ids.reversed())
            #expect(try await scene.market.gigs(of: 99, after: nil, limit: 9).isEmpty)
        }
    }
}

// Webhooks as a shop gets them: posted over sockets, signed, tried again, and in whatever order is asked for.
import Basics
import CurlClient
import HTTPServer
import StripeStub
import Testing

@Suite("The stub posts webhooks", .timeLimit(.minutes(5)), .serialized)
struct WebhookDeliveryTests {
    /// A stub that posts to a receiver of its own.
    private func play(
        _ manner: WebhookReceiver.Manner = WebhookReceiver.Manner(), webhookMilliseconds: Int = 20_000,
        seed: UInt64 = 7, _ body: (StubScene, WebhookReceiver) async throws -> Void
    ) async throws {
        var settings = StubServerSettings()
        settings.webhookMilliseconds = webhookMilliseconds
        try await StubScene.play(seed: seed, settings: settings, webhooks: manner) { scene in
            try await body(scene, try #require(scene.receiver))
        }
    }

    /// Makes so many customers and waits until their events have been taken, and no more than so many wait.
    private func makeCustomers(
        _ count: Int, _ scene: StubScene, _ receiver: WebhookReceiver, waiting: Int64 = 0
    ) async throws -> [String] {
        for _ in 0..<count { _ = try await scene.makeCustomer() }
        let ids = await receiver.arrivals(count).map(\.id)
        try await settle(scene, waiting: waiting)
        receiver.forget()
        return ids
    }

    /// Waits until no delivery is under way and so many wait for their time.
    private func settle(_ scene: StubScene, waiting: Int64) async throws {
        while true {
            let webhooks = try await scene.control(.get, "state")["webhooks"]
            if webhooks?["under_way"]?.integer == 0, webhooks?["waiting"]?.integer == waiting { return }
            try Task.checkCancellation()
        }
    }

    private func advance(_ scene: StubScene, _ seconds: Int) async throws {
        _ = try await scene.control(.post, "clock", #"{"advance_seconds":\#(seconds)}"#)
    }

    private func deliver(_ scene: StubScene, _ json: String) async throws -> Int64? {
        try await scene.control(.post, "webhooks/deliver", json)["deliveries"]?.integer
    }

    @Test("a call's event is posted at once, signed over the very bytes that arrive")
    func signature() async throws {
        try await play { scene, receiver in
            _ = try await scene.makeCustomer()
            let arrival = try #require(await receiver.arrivals(1).first)
            #expect(arrival.type == "customer.created")
            #expect(arrival.headers["content-type"] == "application/json; charset=utf-8")
            let code = try #require(
                Digest.hmacSHA256(
                    key: Array(WebhookReceiver.secret.utf8), Array("\(StubScene.now).".utf8) + arrival.body))
            #expect(arrival.headers["stripe-signature"] == "t=\(StubScene.now),v1=\(Hex.encode(code))")
        }
    }

    @Test("an endpoint made by a call is posted to as well, and by localhost's name")
    func endpointByCall() async throws {
        try await play { scene, receiver in
            let byName = receiver.url.replacing("127.0.0.1", with: "localhost")
            _ = try await scene.ask(
                .post, "/v1/webhook_endpoints", "url=\(byName)&enabled_events[]=customer.*")
            _ = try await scene.makeCustomer()
            let arrivals = await receiver.arrivals(2)
            #expect(Set(arrivals.map(\.id)).count == 1)
            #expect(Set(arrivals.map { $0.headers["stripe-signature"] }).count == 2)
        }
    }

    @Test(
        "what is refused comes again when the stub's clock has moved, and not before", arguments: [500, 301])
    func retry(status: Int) async throws {
        try await play(.init(statuses: [status])) { scene, receiver in
            _ = try await scene.makeCustomer()
            let first = await receiver.arrivals(1)
            try await settle(scene, waiting: 1)
            try await advance(scene, 599)
            // Another event passes the one that waits.
            _ = try await scene.makeCustomer()
            let second = await receiver.arrivals(2)
            #expect(second[1].id != first[0].id)
            try await advance(scene, 1)
            let third = await receiver.arrivals(3)
            #expect(third[2].id == first[0].id)
            #expect(third[2].headers["stripe-signature"] != first[0].headers["stripe-signature"])
            try await settle(scene, waiting: 0)
        }
    }

    @Test("what was given up, or waits for its next try, is delivered by once; what was taken is not")
    func once() async throws {
        try await play(.init(statuses: [500])) { scene, receiver in
            _ = try await scene.makeCustomer()
            let failed = await receiver.arrivals(1)
            try await settle(scene, waiting: 1)
            _ = try await scene.makeCustomer()
            _ = await receiver.arrivals(2)
            try await settle(scene, waiting: 1)
            let planned = try await deliver(scene, #"{"mode":"once"}"#)
            #expect(planned == 1)
            let arrivals = await receiver.arrivals(3)
            #expect(arrivals[2].id == failed[0].id)
            try await settle(scene, waiting: 0)
            let none = try await deliver(scene, #"{"mode":"once"}"#)
            #expect(none == 0)
        }
    }

    @Test("twice delivers each event two times in a row, of the types that are asked for")
    func twice() async throws {
        try await play { scene, receiver in
            let ids = try await makeCustomers(2, scene, receiver)
            _ = try await scene.ask(.post, "/v1/payment_intents", "amount=100&currency=usd")
            _ = await receiver.arrivals(1)
            receiver.forget()
            let planned = try await deliver(scene, #"{"mode":"twice","type":"customer.*"}"#)
            #expect(planned == 4)
            let arrivals = await receiver.arrivals(4)
            #expect(arrivals.map(\.id) == [ids[0], ids[0], ids[1], ids[1]])
        }
    }

    @Test("late delivers after an hour of the stub's clock, signed with the time of then")
    func late() async throws {
        try await play { scene, receiver in
            let ids = try await makeCustomers(2, scene, receiver)
            let planned = try await deliver(scene, #"{"mode":"late"}"#)
            #expect(planned == 2)
            try await advance(scene, 3599)
            // Its own event arrives alone: the late ones are not due.
            _ = try await makeCustomers(1, scene, receiver, waiting: 2)
            try await advance(scene, 1)
            let arrivals = await receiver.arrivals(2)
            #expect(arrivals.map(\.id) == ids)
            let signed = arrivals[0].headers["stripe-signature"] ?? ""
            #expect(signed.hasPrefix("t=\(StubScene.now + 3600),"))
            #expect(arrivals[0].event?["created"]?.integer == StubScene.now)
        }
    }

    @Test("shuffled delivers everything in an order that the seed decides")
    func shuffled() async throws {
        func order(seed: UInt64) async throws -> [Int] {
            var order: [Int] = []
            try await play(seed: seed) { scene, receiver in
                let ids = try await makeCustomers(12, scene, receiver)
                _ = try await deliver(scene, #"{"mode":"shuffled"}"#)
                order = await receiver.arrivals(12).compactMap { ids.firstIndex(of: $0.id) }
            }
            return order
        }
        let (first, again, other) = (
            try await order(seed: 7), try await order(seed: 7), try await order(seed: 8)
        )
        #expect(first.sorted() == Array(0..<12))
        #expect(first != Array(0..<12))
        #expect(first == again)
        #expect(first != other)
    }

    @Test("a disabled endpoint is posted nothing; enabled again, it can be told what it missed")
    func disabled() async throws {
        try await play { scene, receiver in
            let listed = try await scene.ask(.get, "/v1/webhook_endpoints")
            let endpoint = "/v1/webhook_endpoints/\(listed.json?["data"]?[0]?["id"]?.string ?? "")"
            _ = try await scene.ask(.post, endpoint, "disabled=true")
            _ = try await scene.makeCustomer()
            let refused = try await scene.ask(.post, "/_stub/webhooks/deliver", #"{"mode":"twice"}"#)
            #expect(refused.status == 400)
            _ = try await scene.ask(.post, endpoint, "disabled=false")
            let last = try await makeCustomers(1, scene, receiver)
            let planned = try await deliver(scene, #"{"mode":"shuffled"}"#)
            #expect(planned == 2)
            let ids = await receiver.arrivals(2).map(\.id)
            #expect(ids.contains(last[0]))
            #expect(Set(ids).count == 2)
        }
    }

    @Test("an endpoint that does not answer in time has failed")
    func timeout() async throws {
        try await play(.init(holdsAnswers: true), webhookMilliseconds: 2000) { scene, receiver in
            _ = try await scene.makeCustomer()
            let first = await receiver.arrivals(1)
            try await settle(scene, waiting: 1)
            receiver.letGo()
            try await advance(scene, 600)
            let second = await receiver.arrivals(2)
            #expect(first[0].id == second[1].id)
            try await settle(scene, waiting: 0)
        }
    }

    @Test("a stub that is stopped waits for the delivery under way, and begins no other")
    func stop() async throws {
        try await play(.init(holdsAnswers: true)) { scene, receiver in
            for _ in 0..<3 { _ = try await scene.makeCustomer() }
            _ = await receiver.arrivals(1)
            async let stopped: Void = scene.server.stop()
            // The stub's loop hears of the stop before it answers twice: the first answer may be of a round that had
            // begun already.
            for _ in 0..<2 { _ = try await scene.control(.get, "state") }
            receiver.letGo()
            await stopped
            #expect(receiver.soFar.count == 1)
        }
    }

    @Test("the server comes with its endpoint after a reset, too")
    func reset() async throws {
        try await play { scene, receiver in
            _ = try await makeCustomers(1, scene, receiver)
            _ = try await scene.control(.post, "reset")
            _ = try await scene.makeCustomer()
            let arrivals = await receiver.arrivals(1)
            #expect(arrivals[0].type == "customer.created")
        }
    }

    static let mistakes = [
        ("{}", "once, twice, late, shuffled"), (#"{"mode":"never"}"#, "once"), (#"{"mode":1}"#, "mode"),
        (#"{"mode":"once","url":"https://shop.example/"}"#, "not on this machine"),
        (#"{"mode":"once","url":"http://127.0.0.1:1/other"}"#, "/v1/webhook_endpoints"),
    ]

    @Test("an order that is not understood is refused, and says what would be", arguments: mistakes)
    func mistake(body: String, names: String) async throws {
        try await play { scene, _ in
            let refused = try await scene.ask(.post, "/_stub/webhooks/deliver", body)
            #expect(refused.status == 400)
            #expect(refused.json?["error"]?["message"]?.string?.contains(names) == true, "\(refused.text)")
        }
    }
}

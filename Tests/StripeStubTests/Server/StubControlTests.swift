// Around the stub: each path under /_stub/, as a person with curl meets it.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("The stub's control", .timeLimit(.minutes(5)), .serialized)
struct StubControlTests {
    @Test("the state shows books, counts, calls by route, the clock and the faults")
    func state() async throws {
        try await StubScene.play { scene in
            let held = try await scene.ask(
                .post, "/v1/payment_intents",
                "amount=900&currency=usd&capture_method=manual&confirm=true&payment_method=pm_card_visa"
                    + "&payment_method_types[]=card")
            let id = try #require(held.json?["id"]?.string)
            _ = try await scene.ask(.get, "/v1/payment_intents/\(id)")
            _ = try await scene.ask(.get, "/v1/nonsense")
            try await scene.fault(
                #"[{"kind":"reset_after","rate":0.5},{"kind":"delay","milliseconds":5,"count":3}]"#)
            let state = try await scene.control(.get, "state")
            #expect(state["books"]?["amount_capturable"]?.integer == 900)
            #expect(state["counts"]?["customers"]?.integer == 4)
            #expect(state["counts"]?["payment_intents"]?.integer == 1)
            #expect(state["calls"]?["POST /v1/payment_intents"]?.integer == 1)
            #expect(state["calls"]?["GET /v1/payment_intents/:intent"]?.integer == 1)
            #expect(state["calls"]?["GET (unknown)"]?.integer == 1)
            #expect(state["clock"]?["now"]?.integer == StubScene.now)
            #expect(state["faults"]?.elements.count == 2)
            #expect(state["faults"]?[1]?["remaining"]?.integer == 3)
        }
    }

    @Test("the clock goes forward, ends holds on its way, and never goes back")
    func clock() async throws {
        try await StubScene.play { scene in
            let held = try await scene.ask(
                .post, "/v1/payment_intents",
                "amount=900&currency=usd&capture_method=manual&confirm=true&payment_method=pm_card_visa"
                    + "&payment_method_types[]=card")
            #expect(held.json?["status"]?.string == "requires_capture")
            let week = try await scene.control(.post, "clock", #"{"advance_seconds":604800}"#)
            #expect(week["now"]?.integer == StubScene.now + 604_800)
            let books = scene.server.withStub { $0.books }
            #expect(books.intents.values.map(\.status) == ["canceled"])
            let back = try await scene.ask(.post, "/_stub/clock", #"{"now":1800000000}"#)
            #expect(back.status == 400)
            let year = try await scene.control(.post, "clock", #"{"now":1831536000}"#)
            #expect(year["now"]?.integer == 1_831_536_000)
            let made = try await scene.makeCustomer()
            #expect(made.json?["created"]?.integer == 1_831_536_000)
        }
    }

    @Test("a seeded history is the same for the same seed, and the lists show it")
    func seed() async throws {
        func history(_ seed: Int) async throws -> (charge: String, received: Int64) {
            var charge = ""
            var received: Int64 = 0
            try await StubScene.play { scene in
                let made = try await scene.control(
                    .post, "seed", #"{"customers":3,"charges":500,"seed":\#(seed)}"#)
                #expect(made["charges"]?.integer == 500)
                let listed = try await scene.ask(.get, "/v1/charges?limit=1")
                charge = listed.json?["data"]?[0]?["id"]?.string ?? ""
                let books = scene.server.withStub { $0.books }
                #expect(books.chargeCount == 500)
                #expect(books.customerCount == 7)
                received = books.amountReceived
            }
            return (charge, received)
        }
        let (first, second, other) = (try await history(1), try await history(1), try await history(2))
        #expect(first.charge.hasPrefix("ch_"))
        #expect(first == second)
        #expect(first.received != other.received)
    }

    @Test("a reset goes back to the beginning")
    func reset() async throws {
        var settings = StubServerSettings()
        settings.faults = [StubFault(.delay(milliseconds: 1), rate: 1)]
        try await StubScene.play(settings: settings) { scene in
            _ = try await scene.makeCustomer()
            try await scene.fault(#"{"kind":"error_503"}"#)
            _ = try await scene.control(.post, "clock", #"{"advance_seconds":10}"#)
            let state = try await scene.control(.post, "reset")
            #expect(scene.customersMade == 0)
            #expect(scene.server.calls.isEmpty)
            #expect(state["clock"]?["ahead_seconds"]?.integer == 0)
            #expect(state["faults"]?.elements.count == 1)
        }
    }

    @Test("a dump has an object a line, from a place on, up to a limit")
    func dump() async throws {
        try await StubScene.play { scene in
            let dumped = try await scene.ask(.get, "/_stub/dump?type=customer&from=1&limit=2")
            #expect(dumped.header("Content-Type") == "application/x-ndjson")
            let lines = dumped.text.split(separator: "\n")
            let ids = try lines.map { try JSON(Array($0.utf8))["id"]?.string }
            #expect(ids == ["cus_SandboxDecline", "cus_SandboxNoCards"])
            let all = try await scene.ask(.get, "/_stub/dump?type=customer")
            #expect(all.text.split(separator: "\n").count == 4)
            let past = try await scene.ask(.get, "/_stub/dump?type=customer&from=9")
            #expect(past.body.isEmpty)
        }
    }

    @Test("every kind of object can be dumped")
    func dumpOfAll() async throws {
        try await StubScene.play { scene in
            let pay = "amount=900&currency=usd&confirm=true&payment_method_types[]=card&payment_method="
            let paid = try await scene.ask(.post, "/v1/payment_intents", pay + "pm_card_createDispute")
            _ = try await scene.ask(.post, "/v1/payment_intents", pay + "pm_card_visa")
            let intent = try await scene.ask(.get, "/v1/payment_intents?limit=1")
            _ = try await scene.ask(
                .post, "/v1/refunds", "payment_intent=\(intent.json?["data"]?[0]?["id"]?.string ?? "")")
            _ = try await scene.ask(.post, "/v1/setup_intents")
            _ = try await scene.ask(
                .post, "/v1/webhook_endpoints", "url=http://127.0.0.1:9&enabled_events[]=a.b")
            #expect(paid.status == 200)
            for type in [
                "balance_transaction", "charge", "customer", "dispute", "event", "payment_intent",
                "payment_method", "refund", "setup_intent", "webhook_endpoint",
            ] {
                let dumped = try await scene.ask(.get, "/_stub/dump?type=\(type)&limit=1")
                #expect(dumped.json?["object"]?.string == type)
            }
        }
    }

    @Test("calls are listed and forgotten; asking the control is none")
    func calls() async throws {
        try await StubScene.play { scene in
            _ = try await scene.makeCustomer(key: "k")
            let listed = try await scene.control(.get, "calls")
            #expect(listed["data"]?.elements.count == 1)
            #expect(listed["data"]?[0]?["path"]?.string == "/v1/customers")
            #expect(listed["data"]?[0]?["idempotency_key"]?.string == "k")
            _ = try await scene.control(.delete, "calls")
            #expect(scene.server.calls.isEmpty)
        }
    }

    @Test("of more than a thousand calls the last are kept, oldest first")
    func callsKept() async throws {
        try await StubScene.play { scene in
            for number in 0..<1003 { _ = try await scene.ask(.get, "/v1/customers/\(number)") }
            let calls = scene.server.calls
            #expect(calls.count == 1000)
            #expect(calls.first?.path == "/v1/customers/3")
            #expect(calls.last?.path == "/v1/customers/1002")
        }
    }

    @Test("faults are taken away again")
    func removeFaults() async throws {
        try await StubScene.play { scene in
            try await scene.fault(#"{"kind":"error_503","rate":1}"#)
            let spoiled = try await scene.makeCustomer()
            #expect(spoiled.status == 503)
            _ = try await scene.control(.delete, "faults")
            let made = try await scene.makeCustomer()
            #expect(made.status == 200)
        }
    }

    static let mistakes: [(CurlRequest.Method, path: String, body: String, status: Int, names: String)] = [
        (.get, "nothing", "", 404, "/_stub/state"),
        (.get, "clock", "", 405, "POST"),
        (.post, "clock", "{}", 400, "advance_seconds"),
        (.post, "clock", #"{"advance_seconds":-1}"#, 400, "advance_seconds"),
        (.post, "clock", #"{"advance_seconds":9223372036854775807}"#, 400, "advance_seconds"),
        (.post, "clock", #"{"now":1,"advance_seconds":1}"#, 400, "not both"),
        (.post, "clock", "{", 400, "JSON"),
        (.post, "seed", #"{"charges":-1}"#, 400, "charges"),
        (.post, "seed", #"{"customers":0}"#, 400, "customers"),
        (.post, "seed", #"{"lessons":1000001}"#, 400, "lessons"),
        (.post, "seed", #"{"spread_seconds":-1}"#, 400, "spread_seconds"),
        (.get, "dump?type=cat", "", 400, "charge"),
        (.get, "dump?type=charge&limit=0", "", 400, "limit"),
        (.post, "faults", "", 400, "fault"),
        (.post, "faults", #"{"kind":"earthquake"}"#, 400, "reset_after"),
        (.post, "faults", #"{"kind":"delay"}"#, 400, "milliseconds"),
        (.post, "faults", #"{"kind":"error_500","rate":1.5}"#, 400, "rate"),
        (.post, "faults", #"{"kind":"error_500","rate":"2%"}"#, 400, "rate"),
        (.post, "faults", #"{"kind":"error_500","rate":1,"count":1}"#, 400, "not both"),
        (.post, "faults", #"{"kind":"error_500","count":0}"#, 400, "count"),
        (.post, "faults", #"{"kind":"error_500","path":"/x"}"#, 400, "path_suffix"),
        (.post, "faults", #"{"kind":"rate_limit","should_retry":"yes"}"#, 400, "should_retry"),
        (.post, "faults", #"[{"kind":"error_503"},{"kind":"x"}]"#, 400, "kind"),
    ]

    @Test("a mistake is refused, names the mend, and changes nothing", arguments: mistakes.indices)
    func mistake(index: Int) async throws {
        let (method, path, body, status, names) = Self.mistakes[index]
        try await StubScene.play { scene in
            let refused = try await scene.ask(method, "/_stub/\(path)", body)
            #expect(refused.status == status)
            #expect(refused.json?["error"]?["message"]?.string?.contains(names) == true, "\(refused.text)")
            let state = try await scene.control(.get, "state")
            #expect(state["faults"]?.elements.isEmpty == true)
            #expect(state["clock"]?["now"]?.integer == StubScene.now)
        }
    }
}

// Proves who is turned away because they ask too often, and what they read.
import Basics
import HTTPServer
import Testing
import Tokens

@testable import App

@Suite("limits on requests", .timeLimit(.minutes(5)), .serialized)
struct RateGateTests {
    private static func open(
        _ changes: [String: String], _ test: (GateScene) async throws -> Void
    ) async throws {
        let base = [
            "AUTH_JWT_SECRET": "a secret of the tests, long enough", "RATE_LIMIT_REQUESTS": "off",
            "RATE_LIMIT_REQUESTS_ADDRESS": "off", "RATE_LIMIT_CARDS": "off",
            "RATE_LIMIT_CARDS_ADDRESS": "off",
        ]
        try await GateScene.open(base.merging(changes) { $1 }, test)
    }

    private static func ada(_ scene: GateScene) throws -> String {
        try scene.token(.student, subject: "ada", life: 86_400)
    }

    private static func bob(_ scene: GateScene) throws -> String {
        try scene.token(.student, subject: "bob", life: 86_400)
    }

    private static func statuses(
        _ count: Int, of path: String, _ scene: GateScene, token: String
    ) async throws -> [Int] {
        var statuses: [Int] = []
        for _ in 0..<count { statuses.append(try await scene.get(path, token: token).status) }
        return statuses
    }

    @Test("who has asked too often is told when to come back, and is let in then")
    func refused() async throws {
        try await Self.open(["RATE_LIMIT_REQUESTS": "2/minute"]) { scene in
            let ada = try Self.ada(scene)
            #expect(try await Self.statuses(2, of: "/limited", scene, token: ada) == [200, 200])
            let reply = try await scene.get(
                "/limited", headers: ["Authorization: Bearer \(ada)", "X-Request-Id: ask-1"])
            #expect(reply.status == 429)
            #expect(reply.header("Retry-After") == "30")
            #expect(reply.header("Content-Type") == "application/problem+json")
            #expect(
                reply.text == """
                    {"type":"about:blank","title":"Too Many Requests","status":429,\
                    "detail":"Too many requests: try again in 30 seconds.","code":"rate_limited",\
                    "request_id":"ask-1"}
                    """)
            #expect(
                scene.log.text.contains(#""event":"rate_limited","request_id":"ask-1","limit":"requests""#))
            #expect(scene.metrics.render().contains("fermata_rate_limited_total{limit=\"requests\"} 1\n"))

            scene.pass(29)
            let early = try await scene.get("/limited", token: ada)
            #expect(early.header("Retry-After") == "1")
            #expect(early.json["detail"]?.string == "Too many requests: try again in 1 second.")
            scene.pass(1)
            #expect(try await Self.statuses(2, of: "/limited", scene, token: ada) == [200, 429])
        }
    }

    @Test("each person has a limit of their own, whatever token they come with")
    func perUser() async throws {
        try await Self.open(["RATE_LIMIT_REQUESTS": "1/hour"]) { scene in
            let tokens = [
                try Self.ada(scene), try Self.bob(scene), try scene.token(.staff, subject: "ada"),
            ]
            for token in tokens {
                #expect(try await Self.statuses(2, of: "/limited", scene, token: token) == [200, 429])
            }
            // Another token of the same person is the same person.
            let again = try scene.token(.student, subject: "ada", life: 70)
            #expect(try await scene.get("/limited", token: again).status == 429)
        }
    }

    @Test("an address is counted before the token is looked at: wrong ones and none count too")
    func address() async throws {
        try await Self.open(["RATE_LIMIT_REQUESTS_ADDRESS": "4/minute"]) { scene in
            #expect(try await scene.get("/limited").status == 401)
            #expect(try await scene.get("/limited", token: "nonsense").status == 401)
            let (ada, bob) = (try Self.ada(scene), try Self.bob(scene))
            #expect(try await scene.get("/limited", token: ada).status == 200)
            #expect(try await scene.get("/limited", token: bob).status == 200)
            for token in [ada, bob, "nonsense"] {
                let reply = try await scene.get("/limited", token: token)
                #expect(reply.status == 429)
                #expect(reply.header("Retry-After") == "15")
                #expect(reply.header("WWW-Authenticate") == nil)
            }
            #expect(
                scene.metrics.render().contains("fermata_rate_limited_total{limit=\"requests_address\"} 3\n"))
            // Routes without a limit are not counted, and go on.
            #expect(try await scene.get("/staff", token: try scene.token(.staff)).status == 200)
        }
    }

    @Test("cards are counted beside requests, by the person and by the address, in the door's own shape")
    func cards() async throws {
        let limits = [
            "RATE_LIMIT_CARDS": "2/hour", "RATE_LIMIT_CARDS_ADDRESS": "3/hour",
            "RATE_LIMIT_REQUESTS": "3/minute",
        ]
        try await Self.open(limits) { scene in
            let (ada, bob) = (try Self.ada(scene), try Self.bob(scene))
            #expect(try await Self.statuses(2, of: "/cards", scene, token: ada) == [200, 200])
            let over = try await scene.get("/cards", token: ada)
            #expect(over.status == 429)
            #expect(over.header("Retry-After") == "1800")
            #expect(
                over.text
                    == #"{"error":{"code":"rate_limited","message":"Too many cards: try again in 1800 seconds."}}"#
            )
            // Her other requests go on, as many as are left: the one that was refused is not among them.
            #expect(try await Self.statuses(2, of: "/limited", scene, token: ada) == [200, 429])
            // The address had three cards; she took two.
            #expect(try await Self.statuses(1, of: "/cards", scene, token: bob) == [200])
            let shared = try await scene.get("/cards", token: bob)
            #expect(shared.status == 429)
            #expect(shared.header("Retry-After") == "1200")
            let metrics = scene.metrics.render()
            for line in ["cards", "cards_address", "requests"] {
                #expect(metrics.contains("fermata_rate_limited_total{limit=\"\(line)\"} 1\n"))
            }
        }
    }

    @Test("who has no token, or one that is not enough, uses up nobody's cards")
    func unprovenCards() async throws {
        try await Self.open(["RATE_LIMIT_CARDS_ADDRESS": "1/hour", "RATE_LIMIT_CARDS": "1/hour"]) { scene in
            for _ in 0..<3 {
                let (nobody, staff) = try await (
                    scene.get("/cards"), scene.get("/cards", token: scene.token(.staff))
                )
                #expect([nobody.status, staff.status] == [401, 403])
            }
            let adas = try await Self.statuses(2, of: "/cards", scene, token: Self.ada(scene))
            #expect(adas == [200, 429])
        }
    }

    @Test("what is off is not counted, and wants no database")
    func off() async throws {
        try await Self.open([:]) { scene in
            await scene.closeDatabase()
            let statuses = try await Self.statuses(3, of: "/cards", scene, token: Self.ada(scene))
            #expect(statuses == [200, 200, 200])
        }
    }

    @Test("while the database is away nobody is let through uncounted")
    func noDatabase() async throws {
        for setting in ["RATE_LIMIT_REQUESTS", "RATE_LIMIT_REQUESTS_ADDRESS"] {
            try await Self.open([setting: "100/minute"]) { scene in
                await scene.closeDatabase()
                let reply = try await scene.get("/limited", token: try Self.ada(scene))
                #expect(reply.status == 503)
                #expect(reply.json["code"]?.string == "store_unavailable")
                #expect(reply.header("Retry-After") == "1")
                #expect(scene.log.text.contains(#""event":"store_failed""#))
            }
        }
    }

    @Test("an IPv4 address counts whole, of an IPv6 one the network that a customer is given")
    func addresses() throws {
        func part(_ host: String) throws -> String {
            try #require(SocketAddress(host: host, port: 4242)).limitedPart
        }
        #expect(try part("203.0.113.9") == "203.0.113.9")
        #expect(try part("2001:db8:1:2::1") == "20010db800010002/64")
        #expect(try part("2001:db8:1:2:ffff:ffff:ffff:ffff") == "20010db800010002/64")
        #expect(try part("2001:db8:1:3::1") == "20010db800010003/64")
        #expect(try part("::1") == "0000000000000000/64")
    }

    @Test("the documentation of a route with a limit says so by itself")
    func documented() throws {
        let settings = OpenAPISettings(
            authorizationURL: "https://sign-in.example.com",
            access: AccessSettings(lessonsAuth: .open, areAirlineRoutesOpen: false))
        func response(_ limit: RouteLimit) throws -> JSON? {
            let endpoint = Endpoint(
                .post, "/packages/:id/refund", .refundPackage, access: .bearer(.staff), limit: limit
            ) { $0.bookings.refundPackage }
            let text = OpenAPIOperation(endpoint, settings).tree.text
            return try JSON(Array(text.utf8))["responses"]?["429"]
        }
        #expect(try response(.none) == nil)
        let requests = try #require(try response(.requests))
        #expect(requests["description"]?.string == "Too many requests, by one person or from one address.")
        #expect(requests["headers"]?["Retry-After"] != nil)
        #expect(try response(.cards)?["description"]?.string?.contains("too many cards") == true)
    }
}

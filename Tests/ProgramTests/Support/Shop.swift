// Beside the tests of programs: a Stripe and servers that stand on it, each its own process, and who calls them.
import Basics
import CurlClient
import Foundation
import Reactor
import TestSupport
import Testing

/// A Stripe of its own, one set of settings for servers and commands alike, and a member of its staff.
struct Shop: Sendable {
    /// Of every server and command here.
    let settings: [String: String]
    let stripe: String
    private let token: String
    private let client: CurlClient
    private let started: Lock<[Program]>

    /// Runs `test` on the client's loop and ends all programs, whatever happens.
    ///
    /// - Parameters:
    ///   - seed: of the Stripe's ids, its account's among them.
    ///   - stripeFlags: what else the Stripe is told.
    ///   - authority: whose certificates callers believe, in a file; nil for the system's.
    ///   - settings: where the database is, and what else differs from the usual.
    static func open(
        seed: Int = 1, stripeFlags: [String] = [], believing authority: String? = nil,
        _ settings: [String: String],
        _ test: (Shop) async throws -> Void
    ) async throws {
        let flags = ["--port", "0", "--seed", "\(seed)", "--quiet"] + stripeFlags
        let program = try Program("stripe-stub", flags)
        defer { program.signal(SIGKILL) }
        let greeting = try await program.printed("opens it")
        let stripe = String(try #require(greeting.firstMatch(of: #/http:[0-9.:\/]+[0-9]/#)).output)
        let all = [
            "PORT": "0", "LOOPS": "1", "STRIPE_SECRET_KEY": "sk_test_1", "STRIPE_API_BASE": stripe,
            "STRIPE_DEADLINE_SECONDS": "20", "AUTH_JWT_SECRET": "a secret of the tests, long enough",
        ].merging(settings) { $1 }
        let token = await (try Program("fermata", ["token"], environment: all)).finished()
        try #require(token.status == 0, "\(token)")
        let loop = try EventLoop()
        try loop.start()
        defer { loop.stop() }
        try await withTaskExecutorPreference(loop) {
            let shop = Shop(
                settings: all, stripe: stripe, token: String(token.output.dropLast()),
                client: CurlClient(on: loop, settings: CurlSettings { _ in authority }), started: Lock([]))
            defer { for program in shop.started.withLock({ $0 }) { program.signal(SIGKILL) } }
            try await test(shop)
        }
    }

    /// A folder for `DATA_DIR` that does not exist yet, and nothing of it afterwards.
    static func withFolder(_ test: (String) async throws -> Void) async throws {
        let parent = FileManager.default.temporaryDirectory.appending(path: "shop-\(UUID())")
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: parent) }
        try await test(parent.appending(path: "data").path)
    }

    /// The same shop with other settings; its programs end with this one's.
    func with(_ other: [String: String]) -> Shop {
        Shop(
            settings: settings.merging(other) { $1 }, stripe: stripe, token: token, client: client,
            started: started)
    }

    func run(_ arguments: String...) async throws -> Finished { try await run(arguments) }

    func run(_ arguments: [String]) async throws -> Finished {
        await (try start(arguments)).finished()
    }

    private func start(_ arguments: [String]) throws -> Program {
        try kept(Program("fermata", arguments, environment: settings))
    }

    private func kept(_ program: Program) -> Program {
        started.withLock { $0.append(program) }
        return program
    }

    /// A server that is up.
    ///
    /// - Parameters:
    ///   - shell: what a shell does before it becomes the server: limits, signals.
    ///   - port: nil for any; of a server that another follows, one that nobody else is given in between.
    func serve(after shell: String = ":", at port: BoundPort? = nil) async throws -> ShopServer {
        let path = Program.products.appending(path: "fermata").path
        let program = try kept(
            Program(
                "/bin/sh", ["-c", "\(shell); exec \"$0\" serve", path],
                environment: settings.merging(["PORT": "\(port?.number ?? 0)"]) { $1 }))
        let greeting = try await program.printed("Ctrl-C")
        let address = try #require(greeting.firstMatch(of: #/127.0.0.1:[0-9]+/#)).output
        return ShopServer(program: program, base: "http://\(address)", shop: self, boundPort: port)
    }

    /// What stands before servers, as one of them.
    func front(_ program: Program, at base: String) -> ShopServer {
        ShopServer(program: kept(program), base: base, shop: self, boundPort: nil)
    }
}

// MARK: Calls

struct Answer: Sendable {
    let status: Int
    /// null when it is no JSON.
    let body: JSON
    let text: String
    let isReplayed: Bool

    /// Of a refusal.
    var code: String? { body["code"]?.string }
    var bookingID: Int64? { body["booking"]?["id"]?.integer }
    var intent: String? { body["booking"]?["stripe_intent_id"]?.string }
}

extension Shop {
    /// - Parameter body: JSON; nil asks with GET.
    fileprivate func call(_ url: String, _ body: String?, key: String?) async throws -> Answer {
        var lines = ["Authorization: Bearer \(token)"]
        if body != nil { lines.append("Content-Type: application/json") }
        if let key { lines.append("Idempotency-Key: \(key)") }
        let response = try await client.send(
            CurlRequest(
                body == nil ? .get : .post, url, headerLines: lines, body: Array((body ?? "").utf8),
                timeoutMilliseconds: 50_000))
        return Answer(
            status: response.status, body: try (try? JSON(response.body)) ?? JSON(Array("null".utf8)),
            text: String(decoding: response.body, as: UTF8.self),
            isReplayed: response.header("Idempotent-Replayed") == "true")
    }

    /// Whose the Stripe is.
    func account() async throws -> String {
        let state = try await call("\(stripe)/_stub/state", nil, key: nil)
        return try #require(state.body["account"]?.string, "\(state.text)")
    }

    /// From now on so many calls that make an intent are answered, and done, that much later.
    func delayIntents(milliseconds: Int, count: Int) async throws {
        try await inject(
            """
            {"kind":"delay","method":"POST","path_suffix":"/payment_intents","milliseconds":\(milliseconds),
            "count":\(count)}
            """)
    }

    /// From now on so many calls to that path wait at the Stripe, with nothing done, until they are let go.
    func hold(_ pathSuffix: String, count: Int = 1) async throws {
        try await inject(
            #"{"kind":"hold","method":"POST","path_suffix":"\#(pathSuffix)","count":\#(count)}"#)
    }

    /// Those that are held go on; the faults that were told are forgotten.
    func letGo() async throws {
        let response = try await client.send(
            CurlRequest(.delete, "\(stripe)/_stub/faults", timeoutMilliseconds: 50_000))
        try #require(response.status == 200)
    }

    /// - Parameter fault: as the stub takes it.
    func inject(_ fault: String) async throws {
        let answer = try await call("\(stripe)/_stub/faults", fault, key: nil)
        try #require(answer.status == 200, "\(answer.text)")
    }

    /// How often the Stripe was asked to make an intent, done or not.
    func intentCallsCount() async throws -> Int { try await callsCount("/payment_intents") }

    /// - Parameter path: its end.
    func callsCount(_ path: String) async throws -> Int {
        let calls = try await call("\(stripe)/_stub/calls", nil, key: nil).body["data"]?.elements ?? []
        return calls.filter {
            $0["method"]?.string == "POST" && $0["path"]?.string?.hasSuffix(path) == true
        }.count
    }

    /// Those at the Stripe that a move of money here has made.
    func ownIntents() async throws -> Set<String> {
        let url = "\(stripe)/_stub/dump?type=payment_intent"
        let response = try await client.send(CurlRequest(.get, url, timeoutMilliseconds: 50_000))
        var ids: Set<String> = []
        for line in response.body.split(separator: UInt8(ascii: "\n")) {
            let intent = try JSON(Array(line))
            guard intent["metadata"]?["fermata_operation"] != nil, let id = intent["id"]?.string else {
                continue
            }
            ids.insert(id)
        }
        return ids
    }
}

/// A `fermata serve`, and its routes as staff call them.
struct ShopServer: Sendable {
    let program: Program
    private let base: String
    private let shop: Shop
    let boundPort: BoundPort?

    fileprivate init(program: Program, base: String, shop: Shop, boundPort: BoundPort?) {
        self.program = program
        self.base = base
        self.shop = shop
        self.boundPort = boundPort
    }

    var port: Int { base.split(separator: ":").last.flatMap { Int($0) } ?? 0 }

    func get(_ path: String) async throws -> Answer { try await shop.call(base + path, nil, key: nil) }

    func post(_ path: String, _ body: String, key: String? = nil) async throws -> Answer {
        try await shop.call(base + path, body, key: key)
    }

    /// Ends it as an owner does.
    func stop() async {
        program.signal(SIGTERM)
        let status = await program.finished().status
        #expect(status == 0)
    }

    /// A student whose card is good.
    func addStudent() async throws -> Int64 {
        let student = #"{"name":"Ada","email":"ada@example.com","customer_id":"cus_SandboxApprove"}"#
        let answer = try await post("/students", student)
        return try #require(answer.body["student"]?["id"]?.integer, "\(answer.text)")
    }

    func addInstructor(_ name: String = "Ines") async throws -> Int64 {
        let answer = try await post("/instructors", #"{"name":"\#(name)","email":"\#(name)@example.com"}"#)
        return try #require(answer.body["instructor"]?["id"]?.integer, "\(answer.text)")
    }

    /// The intents of all bookings that there are.
    func knownIntents() async throws -> Set<String> {
        let bookings = try await get("/bookings?limit=100").body["bookings"]?.elements ?? []
        return Set(bookings.compactMap { $0["stripe_intent_id"]?.string })
    }
}

/// An hour with an instructor, paid as `price` says.
struct Lesson: Sendable {
    let student: Int64
    let instructor: Int64
    /// Since midnight tomorrow in UTC, so that no test depends on the minute in which it runs.
    var hour: Int64 = 0
    var price = #""amount_cents":9600"#

    private static let tomorrow = (Int64(Date().timeIntervalSince1970) / 86_400 + 1) * 86_400

    var startsAt: Int64 { Self.tomorrow + hour * 3600 }

    var json: String {
        """
        {"student_id":\(student),"instructor_id":\(instructor),\(price),
        "starts_at":\(startsAt),"ends_at":\(startsAt + 3600)}
        """
    }
}

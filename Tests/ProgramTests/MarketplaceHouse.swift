// Beside the tests of programs: a marketplace with a teacher who can be paid, and everything that it leaves behind.
import Basics
import CurlClient
import Foundation
import Reactor
import Testing

/// A `fermata serve` with a key of its own, on a Stripe that takes card numbers.
struct MarketplaceHouse: Sendable {
    let server: ShopServer
    /// At 50.00.
    let gig: Int64
    /// The teacher's, at the Stripe.
    let account: String
    let stripe: String
    let student: String
    let teacher: String
    let staff: String
    /// What was answered, in order.
    let answers = Lock("")
    private let loop: EventLoop

    /// Runs `test`, ends the server, and shows `leaves` a folder with what it left: its data, its log, its answers.
    static func open(
        _ settings: [String: String], _ test: (MarketplaceHouse) async throws -> Void,
        leaves look: (URL) async throws -> Void = { _ in }
    ) async throws {
        try await Shop.withFolder { folder in
            let unlimited = [
                "RATE_LIMIT_CARDS", "RATE_LIMIT_CARDS_ADDRESS", "RATE_LIMIT_REQUESTS",
                "RATE_LIMIT_REQUESTS_ADDRESS",
            ].map { ($0, "off") }
            let all = settings.merging(unlimited) { $1 }.merging(["DATA_DIR": folder]) { $1 }
            try await Shop.open(stripeFlags: ["--raw-cards"], all) { shop in
                let loop = try EventLoop()
                try loop.start()
                defer { loop.stop() }
                let leaves = URL(filePath: folder + "-leaves")
                try FileManager.default.createDirectory(at: leaves, withIntermediateDirectories: true)
                let house = try await MarketplaceHouse(shop, loop)
                try await test(house)
                // Twice, because what a server has in its files while it runs need not be there when it has ended.
                try house.copy(folder, to: leaves.appending(path: "running"))
                await house.server.stop()
                // What it owed is written now, rather than waited for.
                let delivery = try await shop.run("jobs", "run", "deliver_outbox")
                try #require(delivery.status == 0, "\(delivery)")
                try house.copy(folder, to: leaves.appending(path: "stopped"))
                let ended = await house.server.program.finished()
                for (name, text) in [
                    ("log", ended.errors + delivery.errors), ("output", ended.output + delivery.output),
                    ("answers", house.answers.withLock { $0 }),
                ] { try Data(text.utf8).write(to: leaves.appending(path: name)) }
                try await look(leaves)
            }
        }
    }

    private init(_ shop: Shop, _ loop: EventLoop) async throws {
        self.loop = loop
        stripe = shop.stripe
        server = try await shop.serve()
        func token(_ role: String, _ subject: String) async throws -> String {
            let made = try await shop.run("token", "--role", role, "--sub", subject)
            try #require(made.status == 0, "\(made)")
            return String(made.output.dropLast())
        }
        (student, teacher) = (try await token("student", "ada"), try await token("teacher", "ines"))
        staff = try await token("staff", "office")
        let ada = try await server.post(
            "/students", #"{"name":"Ada","email":"ada@example.com","subject":"ada"}"#)
        try #require(ada.status == 201, "\(ada.text)")
        let ines = try await server.post(
            "/instructors", #"{"name":"Ines","email":"ines@example.com","subject":"ines"}"#)
        let instructor = try #require(ines.body["instructor"]?["id"]?.integer, "\(ines.text)")
        let path = "/api/teachers/\(instructor)/stripe-account/"
        let onboarding = try await server.post(path, "{}")
        account = try #require(onboarding.body["stripe_account_id"]?.string, "\(onboarding.text)")
        let page = try #require(onboarding.body["onboarding_url"]?.string, "\(onboarding.text)")
        _ = try await Self.send(CurlRequest(.get, page, timeoutMilliseconds: 30_000), on: loop)
        let paid = try await server.post(path, "{}")
        try #require(paid.body["can_be_paid"]?.bool == true, "\(paid.text)")
        let offered = try await server.post(
            "/api/gigs/", #"{"instructor_id":\#(instructor),"title":"Guitar","amount":50.00}"#)
        gig = try #require(offered.body["gig"]?["id"]?.integer, "\(offered.text)")
    }

    @discardableResult
    func send(_ request: CardRequest, as token: String) async throws -> (status: Int, body: JSON?) {
        let verbs: [String: CurlRequest.Method] = ["GET": .get, "POST": .post, "DELETE": .delete]
        var headers = ["Authorization: Bearer \(token)"] + request.headers
        if request.body != nil, !headers.contains(where: { $0.hasPrefix("Content-Type") }) {
            headers.append("Content-Type: application/json")
        }
        let response = try await Self.send(
            CurlRequest(
                try #require(verbs[request.method]), "http://127.0.0.1:\(server.port)" + request.path,
                headerLines: headers, body: Array((request.body ?? "").utf8), timeoutMilliseconds: 30_000),
            on: loop)
        let text = String(decoding: response.body, as: UTF8.self)
        answers.withLock { $0 += "\(request.method) \(response.status) \(text)\n" }
        return (response.status, try? JSON(response.body))
    }

    /// What Stripe has for the house and for the teacher, in cents.
    func balances() async throws -> (house: Int64, teacher: Int64) {
        let all = try await askStripe(.get, "/_stub/balances")
        return (
            try #require(all["platform"]?.integer), try #require(all["accounts"]?[account]?.integer)
        )
    }

    /// All that the teacher has at Stripe goes to their bank.
    func payOutTeacher() async throws {
        _ = try await askStripe(.post, "/_stub/accounts/\(account)/payout")
    }

    private func askStripe(_ method: CurlRequest.Method, _ path: String) async throws -> JSON {
        let response = try await Self.send(
            CurlRequest(method, stripe + path, timeoutMilliseconds: 30_000), on: loop)
        return try JSON(response.body)
    }

    private static func send(
        _ request: CurlRequest, on loop: EventLoop
    ) async throws -> CurlResponse {
        try await withTaskExecutorPreference(loop) { try await CurlClient(on: loop).send(request) }
    }

    private func copy(_ folder: String, to place: URL) throws {
        guard FileManager.default.fileExists(atPath: folder) else { return }
        try FileManager.default.copyItem(at: URL(filePath: folder), to: place)
    }
}

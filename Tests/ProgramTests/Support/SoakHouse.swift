// Beside the soak: the server and a Stripe that fails, as the programs that they are, and a client that calls both.
import Basics
import CurlClient
import Foundation
import Reactor
import Testing

struct SoakHouse: Sendable {
    private let server: Program
    private let serverBase: String
    private let stripeBase: String
    private let client: CurlClient

    /// Starts both programs, runs `test` on the client's loop and ends them, whatever happens.
    static func open(seed: UInt64, _ test: (SoakHouse) async throws -> Void) async throws {
        let stripe = try Program("stripe-stub", ["--port", "0", "--seed", "\(seed)", "--quiet"])
        defer { stripe.signal(SIGKILL) }
        let stripeBase = String(
            try #require(try await stripe.printed("opens it").firstMatch(of: #/http:[0-9.:\/]+[0-9]/#)).output
        )
        let server = try Program(
            "fermata", ["serve"],
            environment: [
                "PORT": "0", "LOOPS": "2", "STRIPE_SECRET_KEY": "sk_test_1", "STRIPE_API_BASE": stripeBase,
            ])
        defer { server.signal(SIGKILL) }
        let address = String(
            try #require(try await server.printed("Ctrl-C").firstMatch(of: #/127.0.0.1:[0-9]+/#)).output)
        let loop = try EventLoop()
        try loop.start()
        defer { loop.stop() }
        try await withTaskExecutorPreference(loop) {
            let client = CurlClient(on: loop, settings: CurlSettings())
            try await test(
                SoakHouse(
                    server: server, serverBase: "http://\(address)", stripeBase: stripeBase, client: client))
        }
        server.signal(SIGTERM)
        #expect(await server.finished().status == 0)
    }

    func figures() throws -> ProcessFigures { try ProcessFigures(of: server.identifier) }

    /// A call of a lesson's route.
    func post(_ path: String, _ json: String, key: String) async throws -> (status: Int, body: JSON) {
        let response = try await send(
            CurlRequest(
                .post, serverBase + path,
                headerLines: ["Content-Type: application/json", "Idempotency-Key: \(key)"],
                body: Array(json.utf8), timeoutMilliseconds: 60_000))
        return (response.status, try JSON(response.body))
    }

    private func send(_ request: CurlRequest) async throws -> CurlResponse {
        do throws(CurlFailure) {
            return try await client.send(request)
        } catch {
            throw Unanswered(url: request.url, failure: error, log: server.errorLog.suffix(2000))
        }
    }

    private struct Unanswered: Error {
        let url: String
        let failure: CurlFailure
        /// The server's last words.
        let log: Substring
    }
}

// MARK: The Stripe behind it

extension SoakHouse {
    /// Every kind but the 500 that Stripe keeps for its key: whoever asks again reads the same again, for ever.
    private static let faults = [
        #""kind":"delay","milliseconds":40"#, #""kind":"rate_limit""#, #""kind":"lock_timeout""#,
        #""kind":"key_in_use""#, #""kind":"error_503""#, #""kind":"reset_before""#, #""kind":"reset_after""#,
        #""kind":"slow_body","bytes_per_second":10000"#, #""kind":"truncated_body""#,
        #""kind":"garbage_body""#, #""kind":"html_200""#,
    ]

    /// From now on so many of a hundred calls meet one of them, each kind as often as the others.
    func injectFaults(percent: Double) async throws {
        let rate = percent / 100 / Double(Self.faults.count)
        let body = Self.faults.map { #"{\#($0),"rate":\#(rate)}"# }.joined(separator: ",")
        let response = try await send(
            CurlRequest(
                .post, stripeBase + "/_stub/faults", body: Array("[\(body)]".utf8),
                timeoutMilliseconds: 30_000))
        try #require(response.status == 200, "\(String(decoding: response.body, as: UTF8.self))")
    }

    /// What Stripe knows of one intent.
    struct Book: Equatable {
        var isOpen: Bool
        var received: Int64
        var refunded: Int64
    }

    func books() async throws -> [String: Book] {
        var books: [String: Book] = [:]
        for intent in try await dump("payment_intent") {
            let status = intent["status"]?.string
            books[intent["id"]?.string ?? ""] = Book(
                isOpen: status != "succeeded" && status != "canceled",
                received: intent["amount_received"]?.integer ?? -1, refunded: 0)
        }
        // Of a hold that is let go, older versions make a Refund too: a reversal.
        for refund in try await dump("refund")
        where refund["destination_details"]?["card"]?["type"]?.string == "refund" {
            books[refund["payment_intent"]?.string ?? ""]?.refunded += refund["amount"]?.integer ?? 0
        }
        return books
    }

    private func dump(_ type: String) async throws -> [JSON] {
        var objects: [JSON] = []
        while true {
            let url = "\(stripeBase)/_stub/dump?type=\(type)&from=\(objects.count)&limit=1000"
            let page = try await send(CurlRequest(.get, url, timeoutMilliseconds: 30_000))
            let lines = page.body.split(separator: UInt8(ascii: "\n"))
            guard !lines.isEmpty else { return objects }
            for line in lines { objects.append(try JSON(Array(line))) }
        }
    }
}

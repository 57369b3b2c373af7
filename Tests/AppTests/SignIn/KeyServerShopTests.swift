// The whole shop beside a key server of the test's own: whose tokens it takes, and what it says when that is down.
import Basics
import CurlClient
import Foundation
import HTTPServer
import Reactor
import TestSupport
import Testing

@testable import App

@Suite("Shop with published keys", .timeLimit(.minutes(5)), .serialized)
struct KeyServerShopTests {
    /// A key server whose answer is the test's.
    private struct Issuer: Sendable {
        let url: String
        let answer: Lock<Response>
        let asked: Record<Request>

        func publish(_ entries: String...) {
            let document = #"{"keys":[\#(entries.map { "{\($0)}" }.joined(separator: ","))]}"#
            answer.withLock { $0 = Response(.ok, fields: [], body: Array(document.utf8)) }
        }

        func fail() { answer.withLock { $0 = Response(.serviceUnavailable) } }

        static func open(_ test: (Issuer) async throws -> Void) async throws {
            let loop = try EventLoop()
            try loop.start()
            let (answer, asked) = (Lock(Response(.serviceUnavailable)), Record<Request>())
            let server = try Server.start(
                at: [try #require(SocketAddress(host: "127.0.0.1", port: 0))], on: [loop],
                settings: ServerSettings(refuse: { Response($0.status) })
            ) { _, _ in
                Router(everything: { request in
                    asked.add(request)
                    return answer.withLock { $0 }
                })
            }
            let issuer = Issuer(
                url: "http://\(server.addresses[0])/jwks.json", answer: answer, asked: asked)
            let result: Result<Void, any Error>
            do { result = .success(try await test(issuer)) } catch { result = .failure(error) }
            await server.stop()
            loop.stop()
            try result.get()
        }
    }

    private func get(_ shop: Shop, _ token: String, _ path: String = "/analytics") async throws -> Reply {
        try await shop.get(path, headers: ["Authorization: Bearer \(token)"])
    }

    private func expect(
        _ status: Int, _ shop: Shop, _ token: String, from place: SourceLocation = #_sourceLocation
    ) async throws {
        let reply = try await get(shop, token)
        #expect(reply.status == status, "\(reply.text)", sourceLocation: place)
    }

    @Test("a new key's first token passes; that of a key that is gone does not")
    func rotation() async throws {
        try await Issuer.open { issuer in
            issuer.publish(PublishedKeys.first)
            let clock = TestClock()
            try await Shop.open(["AUTH_JWKS_URL": issuer.url], clock: clock.clock) { shop in
                try await expect(200, shop, PublishedTokens.firstStaff)
                try await expect(401, shop, PublishedTokens.secondStaff)
                issuer.publish(PublishedKeys.first, PublishedKeys.second)
                try await expect(401, shop, PublishedTokens.secondStaff)
                clock.advance(seconds: 31)
                try await expect(200, shop, PublishedTokens.secondStaff)
                issuer.publish(PublishedKeys.second)
                try await expect(200, shop, PublishedTokens.firstStaff)
                clock.advance(seconds: 3601)
                try await expect(401, shop, PublishedTokens.firstStaff)
                try await expect(200, shop, PublishedTokens.secondStaff)
                #expect(issuer.asked.entries.count == 5)
                #expect(shop.log.text.contains(#""event":"token_keys_read","keys":1"#))
            }
        }
    }

    @Test(
        "while the key server is down and no key is known, tokens are answered 503; log and metrics say why")
    func down() async throws {
        try await Issuer.open { issuer in
            let clock = TestClock()
            try await Shop.open(["AUTH_JWKS_URL": issuer.url], clock: clock.clock) { shop in
                let reply = try await get(shop, PublishedTokens.firstStaff)
                #expect(reply.status == 503)
                #expect(reply.json["code"]?.string == "key_server_unreachable")
                #expect(reply.header("Content-Type") == "application/problem+json")
                #expect(reply.header("Retry-After") == "5")
                #expect(reply.header("WWW-Authenticate") == nil)
                let line = #""event":"token_keys_not_read","reason":"the key server answered 503"#
                #expect(shop.log.text.contains(line))
                let metrics = try await shop.getRaw("/metrics")
                let text = String(decoding: metrics.body, as: UTF8.self)
                #expect(text.contains(#"fermata_token_key_reads_total{outcome="failed"} "#))
                // Who brings no token is told so all the same.
                let nobody = try await shop.get("/analytics")
                #expect(nobody.status == 401)
                issuer.publish(PublishedKeys.first)
                clock.advance(seconds: 5)
                try await expect(200, shop, PublishedTokens.firstStaff)
                issuer.fail()
                clock.advance(seconds: 3600 + 86_399)
                try await expect(200, shop, PublishedTokens.firstStaff)
                clock.advance(seconds: 1)
                try await expect(503, shop, PublishedTokens.firstStaff)
            }
        }
    }

    @Test("a service's token passes where services may, and no further")
    func service() async throws {
        try await Issuer.open { issuer in
            issuer.publish(PublishedKeys.third)
            try await Shop.open(["AUTH_JWKS_URL": issuer.url, "LESSONS_AUTH": "required"]) { shop in
                let metrics = try await shop.getRaw(
                    "/metrics", headers: ["Authorization: Bearer \(PublishedTokens.service)"])
                #expect(metrics.status == 200)
                let staffOnly = try await get(shop, PublishedTokens.service)
                #expect(staffOnly.status == 403)
            }
        }
    }

    @Test("a file of keys is taken as it is now")
    func file() async throws {
        let path = NSTemporaryDirectory() + "fermata-keys-\(RandomBytes.system.hex(byteCount: 8)).json"
        func write(_ text: String) throws {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        }
        try write(PublishedKeys.set(PublishedKeys.first))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let clock = TestClock()
        try await Shop.open(["AUTH_JWKS_FILE": path], clock: clock.clock) { shop in
            try await expect(200, shop, PublishedTokens.firstStaff)
            try write(PublishedKeys.set(PublishedKeys.second))
            clock.advance(seconds: 1)
            try await expect(200, shop, PublishedTokens.secondStaff)
            try await expect(401, shop, PublishedTokens.firstStaff)
            try write("nonsense")
            clock.advance(seconds: 1)
            try await expect(200, shop, PublishedTokens.secondStaff)
            #expect(shop.log.text.contains("token_keys_not_read"))
        }
    }
}

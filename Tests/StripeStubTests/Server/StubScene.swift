// For the tests here: a stub on a port of its own, and a client that meets it over the socket.
import Basics
import CurlClient
import HTTPServer
import Reactor
import StripeStub
import Testing

struct StubScene: Sendable {
    static let now: Int64 = 1_800_000_000

    let server: StubServer
    let receiver: WebhookReceiver?
    let loop: EventLoop
    private let client: CurlClient

    /// The test's body runs on the client's loop; the stub has another.
    ///
    /// - Parameter webhooks: how an endpoint behaves that the stub posts to; nil for no endpoint.
    static func play(
        seed: UInt64 = 7, settings: StubServerSettings = StubServerSettings(),
        webhooks: WebhookReceiver.Manner? = nil, _ body: (StubScene) async throws -> Void
    ) async throws {
        let (stubLoop, loop) = (try EventLoop(), try EventLoop())
        for loop in [stubLoop, loop] { try loop.start() }
        var stub = Stub(StubSettings(seed: seed))
        _ = stub.seedSandbox(now: now)
        let address = try #require(SocketAddress(host: "127.0.0.1", port: 0))
        var settings = settings
        let receiver = try webhooks.map { try WebhookReceiver(on: loop, $0) }
        settings.webhook = receiver.flatMap { StubWebhook(url: $0.url, secret: WebhookReceiver.secret) }
        let server = try StubServer.start(
            stub, at: address, on: stubLoop, clock: WallClock { now * 1000 }, settings: settings)
        let outcome = await withTaskExecutorPreference(loop) { () -> Result<Void, any Error> in
            let scene = StubScene(
                server: server, receiver: receiver, loop: loop, client: CurlClient(on: loop))
            do { return .success(try await body(scene)) } catch { return .failure(error) }
        }
        await server.stop()
        await receiver?.server.stop()
        for loop in [stubLoop, loop] { loop.stop() }
        try outcome.get()
    }

    func ask(
        _ method: CurlRequest.Method, _ path: String, _ body: String = "", key: String? = nil
    ) async throws(CurlFailure) -> CurlResponse {
        let lines = ["Authorization: Bearer sk_test_1"] + (key.map { ["Idempotency-Key: \($0)"] } ?? [])
        return try await client.send(
            CurlRequest(
                method, "http://\(server.address)\(path)", headerLines: lines, body: Array(body.utf8),
                timeoutMilliseconds: 50_000))
    }

    /// The control's answer, as JSON.
    func control(_ method: CurlRequest.Method, _ path: String, _ body: String = "") async throws -> JSON {
        try JSON(try await ask(method, "/_stub/\(path)", body).body)
    }

    /// Injects it over the wire.
    func fault(_ json: String) async throws {
        let answer = try await control(.post, "faults", json)
        #expect(answer["error"] == nil, "\(answer["error"]?["message"]?.string ?? "")")
    }

    func makeCustomer(key: String? = nil) async throws(CurlFailure) -> CurlResponse {
        try await ask(.post, "/v1/customers", "name=Ada", key: key)
    }

    /// Four are there from the start.
    var customersMade: Int { server.withStub { $0.books.customerCount } - 4 }
}

extension CurlResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSON? { try? JSON(body) }
}

// A whole shop for one test: the application and a Stripe of its own, both on free ports, and a client to call it.
import App
import Basics
import CurlClient
import Foundation
import HTTPServer
import Payments
import Reactor
import StripeStub
import TestSupport
import Testing

struct Shop: Sendable {
    let stripe: StubServer
    let log: LogLines
    let address: SocketAddress
    let application: Application
    private let client: CurlClient
    private let loops: [EventLoop]
    private let folder: String
    /// Those that the document tells of.
    private let documented: [String: String]

    /// Opens a shop, runs the test in it and closes it, whatever happens.
    static func open(
        _ settings: [String: String] = [:], clock: WallClock = .system, _ test: (Shop) async throws -> Void
    ) async throws {
        let shop = try await Shop(settings, clock)
        let result: Result<Void, any Error>
        do {
            result = .success(try await test(shop))
        } catch {
            result = .failure(error)
        }
        await shop.close()
        try result.get()
    }

    private init(_ changes: [String: String], _ clock: WallClock) async throws {
        documented = changes.filter { ["LESSONS_AUTH", "AIRLINE_ROUTES_OPEN"].contains($0.key) }
        folder = NSTemporaryDirectory() + "fermata-shop-" + RandomBytes.system.hex(byteCount: 8)
        var defaults = ["PORT": "0", "HOST": "127.0.0.1", "LOOPS": "2", "STRIPE_DEADLINE_SECONDS": "10"]
        // The sandbox keeps nothing; a shop with a key of its own has a folder, which is its alone.
        if changes["STRIPE_SECRET_KEY"] != nil { defaults["DATA_DIR"] = folder }
        let values = defaults.merging(changes) { $1 }
        var settings = try Settings.load(
            try Environment(process: { values[$0] }, file: nil),
            // With a key of its own the shop makes up nothing else either.
            sandbox: values["STRIPE_SECRET_KEY"] == nil)
        loops = try (0..<2).map { _ in try EventLoop(settings.listen.poller) }
        for loop in loops { try loop.start() }
        var stub = Stub()
        _ = stub.seedSandbox(now: WallClock.system.nowSeconds)
        stripe = try StubServer.start(stub, at: SocketAddress(host: "127.0.0.1", port: 0)!, on: loops[0])
        settings.stripe.base = Origin(
            scheme: .http, host: "127.0.0.1", port: UInt16(stripe.address.port))
        log = LogLines()
        application = try await Application.start(
            settings, log: Log(to: log.sink), clock: clock, runsJobs: false)
        address = application.addresses[0]
        client = CurlClient(on: loops[1])
    }

    /// Stripe is away, and nobody else comes to stand where it was.
    func withoutStripe(_ test: () async throws -> Void) async throws {
        await stripe.stop()
        try await BoundPort(stripe.address.port).held(test)
    }

    /// When so many POSTs to that path have come, those that are held go on: none of them knew of another's.
    func letGo(after count: Int, of pathSuffix: String) async throws {
        while stripe.calls.count(where: { $0.method == "POST" && $0.path.hasSuffix(pathSuffix) }) < count {
            // A look is a call, so that this does not spin.
            _ = try await get("/healthz")
        }
        stripe.removeFaults()
    }

    private func close() async {
        await application.stop()
        await stripe.stop()
        for loop in loops { loop.stop() }
        try? FileManager.default.removeItem(atPath: folder)
    }
}

// MARK: Calling it

extension Shop {
    /// Jobs run when a test says so, and never beside it.
    @discardableResult
    func run(_ job: JobName) async throws -> JobRun? {
        try await application.run(job)
    }
}

struct Reply {
    let status: Int
    /// Without the line feed at its end.
    let text: String
    let body: [UInt8]
    let json: JSON
    private let response: CurlResponse

    init(_ response: CurlResponse) throws {
        self.response = response
        status = response.status
        body = response.body
        let whole = String(decoding: response.body, as: UTF8.self)
        text = whole.hasSuffix("\n") ? String(whole.dropLast()) : whole
        json = try JSON(response.body)
    }

    func header(_ name: String) -> String? { response.header(name) }

    var errorCode: String? { json["error"]?["code"]?.string }
    var errorMessage: String? { json["error"]?["message"]?.string }
    var payment: JSON? { json["payment"] }
    var intent: String { payment?["id"]?.string ?? json["payment_intent_id"]?.string ?? "" }
}

extension Shop {
    func post(_ path: String, json: String, headers: [String] = []) async throws -> Reply {
        try await post(path, Array(json.utf8), headers: ["Content-Type: application/json"] + headers)
    }

    func post(_ path: String, form: String, headers: [String] = []) async throws -> Reply {
        let type = "Content-Type: application/x-www-form-urlencoded"
        return try await post(path, Array(form.utf8), headers: [type] + headers)
    }

    func post(_ path: String, _ body: [UInt8], headers: [String]) async throws -> Reply {
        try Reply(try await postRaw(path, body, headers: headers))
    }

    func postRaw(_ path: String, _ body: [UInt8], headers: [String]) async throws -> CurlResponse {
        let response = try await send(
            CurlRequest(.post, url(path), headerLines: headers, body: body, timeoutMilliseconds: 30_000))
        try await check("POST", path, body, response)
        return response
    }

    func put(_ path: String, _ body: [UInt8], headers: [String]) async throws -> Reply {
        let response = try await putUnchecked(path, body, headers: headers)
        try await check("PUT", path, body, response)
        return try Reply(response)
    }

    func putUnchecked(_ path: String, _ body: [UInt8], headers: [String]) async throws -> CurlResponse {
        try await send(
            CurlRequest(.put, url(path), headerLines: headers, body: body, timeoutMilliseconds: 30_000))
    }

    func delete(_ path: String, headers: [String]) async throws -> Reply {
        let response = try await send(
            CurlRequest(.delete, url(path), headerLines: headers, timeoutMilliseconds: 30_000))
        try await check("DELETE", path, [], response)
        return try Reply(response)
    }

    func get(_ path: String, headers: [String] = []) async throws -> Reply {
        try Reply(try await getRaw(path, headers: headers))
    }

    func getRaw(_ path: String, headers: [String] = []) async throws -> CurlResponse {
        let response = try await getUnchecked(path, headers: headers)
        try await check("GET", path, [], response)
        return response
    }

    func getUnchecked(_ path: String, headers: [String] = []) async throws -> CurlResponse {
        try await send(CurlRequest(.get, url(path), headerLines: headers, timeoutMilliseconds: 30_000))
    }

    /// No test has an answer that the API's documentation does not tell of.
    private func check(
        _ method: String, _ path: String, _ body: [UInt8], _ response: CurlResponse
    ) async throws {
        let document = try await ServedDocument.of(documented)
        let faults = document.faults(
            ServedDocument.Exchange(method: method, target: path, requestBody: body, response: response))
        let text = String(decoding: response.body.prefix(500), as: UTF8.self)
        #expect(faults.isEmpty, "\(method) \(path) answered \(response.status) \(text)")
    }

    /// Asks the stub itself, as an integration suite does.
    func askStripe(
        _ method: CurlRequest.Method, _ path: String, _ form: String = "", version: String = "2022-11-15"
    ) async throws -> Reply {
        let lines = [
            "Authorization: Bearer sk_test_suite", "Stripe-Version: \(version)",
            "Content-Type: application/x-www-form-urlencoded",
        ]
        let url = "http://127.0.0.1:\(stripe.address.port)\(path)"
        return try Reply(
            try await send(
                CurlRequest(
                    method, url, headerLines: lines, body: Array(form.utf8), timeoutMilliseconds: 30_000)))
    }

    private func url(_ path: String) -> String { "http://127.0.0.1:\(address.port)\(path)" }

    private func send(_ request: CurlRequest) async throws -> CurlResponse {
        let client = client
        let result: Result<CurlResponse, CurlFailure> = await withCheckedContinuation { continuation in
            loops[1].spawn {
                do throws(CurlFailure) {
                    continuation.resume(returning: .success(try await client.send(request)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}

// MARK: The lesson routes, for short

extension Shop {
    static let good = "cus_SandboxApprove"

    func schedule(
        _ customer: String = good, amount: Int = 1250, key: String? = nil
    ) async throws -> Reply {
        try await post(
            "/schedule-lesson",
            json: #"{"customer_id":"\#(customer)","amount":\#(amount),"description":"Guitar lesson"}"#,
            headers: Self.keyHeader(key))
    }

    func complete(_ intent: String, amount: Int? = nil, key: String? = nil) async throws -> Reply {
        try await post(
            "/complete-lesson-payment", json: Self.body(intent, amount), headers: Self.keyHeader(key))
    }

    func refund(_ intent: String, amount: Int? = nil, key: String? = nil) async throws -> Reply {
        try await post("/refund-lesson", json: Self.body(intent, amount), headers: Self.keyHeader(key))
    }

    private static func body(_ intent: String, _ amount: Int?) -> String {
        #"{"payment_intent_id":"\#(intent)"\#(amount.map { #","amount":\#($0)"# } ?? "")}"#
    }

    private static func keyHeader(_ key: String?) -> [String] { key.map { ["Idempotency-Key: \($0)"] } ?? [] }
}

/// What was logged, to be searched.
struct LogLines: Sendable {
    private let written: Lock<[UInt8]>
    let sink: LogSink

    init() {
        let written = Lock<[UInt8]>([])
        self.written = written
        sink = LogSink { bytes in written.withLock { $0 += bytes } }
    }

    var text: String {
        sink.flush()
        return String(decoding: written.withLock { $0 }, as: UTF8.self)
    }
}

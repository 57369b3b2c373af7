// Beside the tests of signing in: a few routes behind a gate of the test's own, and a client to call them.
import Basics
import CurlClient
import HTTPServer
import Payments
import Reactor
import Testing
import Tokens

@testable import App

struct GateScene: Sendable {
    static let now: Int64 = 1_700_000_000
    private static let secret = "a secret of the tests, long enough"

    let log: LogLines
    let metrics: Metrics
    private let settings: Settings
    private let office: BackOffice
    private let passedSeconds: Lock<Int64>
    private let port: Int
    private let client: CurlClient
    private let loop: EventLoop

    /// Opens the routes, runs the test and closes them, whatever happens.
    static func open(
        _ changes: [String: String] = ["AUTH_JWT_SECRET": secret],
        _ test: (GateScene) async throws -> Void
    ) async throws {
        let settings = try SettingsTests.load(SettingsTests.keys.merging(changes) { $1 })
        let log = LogLines()
        let loops = try (0..<2).map { _ in try EventLoop() }
        for loop in loops { try loop.start() }
        let passedSeconds = Lock<Int64>(0)
        let clock = WallClock { (now + passedSeconds.withLock { $0 }) * 1000 }
        let verifier = settings.auth?.verifier(on: loops[0], clock: clock, tell: { _ in })
        let metrics = Metrics()
        var kept = settings.bookings.backOffice(stripeDeadlineSeconds: 10)
        kept.place = .memory
        let office = try await BackOffice.open(kept, on: loops[0], stripe: nil, clock: clock)
        let rates = RateGate(
            limits: office.rateLimits(on: loops[0]), settings: settings.limits, metrics: RateMetrics(metrics),
            log: Log(to: log.sink))
        let server = try Server.start(
            at: [try #require(SocketAddress(host: "127.0.0.1", port: 0))], on: [loops[0]],
            settings: ServerSettings(refuse: { Response(.init(code: $0.status.code)) })
        ) { _, addresses in
            let gate = Gate(
                settings, verifier, rates, at: addresses, clock: clock, log: Log(to: log.sink))
            return Router(routes(gate))
        }
        let scene = GateScene(
            log: log, metrics: metrics, settings: settings, office: office, passedSeconds: passedSeconds,
            port: server.addresses[0].port, client: CurlClient(on: loops[1]), loop: loops[1])
        let result: Result<Void, any Error>
        do {
            result = .success(try await test(scene))
        } catch {
            result = .failure(error)
        }
        await server.stop()
        await office.close()
        for loop in loops { loop.stop() }
        try result.get()
    }

    private static func routes(_ gate: Gate) -> [Route] {
        let plain: Handler = { _ in Response.api(.ok, Array(#"{"passed":true}"#.utf8)) }
        let told: CallerHandler = { _, caller in
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("role", caller.role?.rawValue ?? "none")
            writer.member("subject", caller.subject ?? "none")
            writer.member("may_touch_7", caller.mayTouch(whatBelongsTo: "7"))
            writer.endObject()
            return .api(.ok, writer.bytes)
        }
        func route(_ path: String, _ handler: @escaping Handler) -> Route {
            Route(.get, path, bodyBytesMax: 0, handler: handler)
        }
        return [
            route("/anyone", gate.wrap(plain, .anyone)), route("/signed", gate.wrap(plain, .signed)),
            route("/shop", gate.wrap(plain, .shop)), route("/shop-staff", gate.wrap(plain, .shopStaff)),
            route("/staff", gate.wrap(told, .bearer(.staff))),
            route("/own", gate.wrap(told, .bearer(.student, .instructor, .staff, isSubjectBound: true))),
            route("/limited", gate.wrap(told, .bearer(.staff, .student), limit: .requests)),
            route("/cards", gate.wrap(told, .bearer(.student), errors: .shop, limit: .cards)),
            route("/both", gate.wrap(told, .bearer(scopes: ["read:payment", "write:payment"]))),
        ]
    }

    func token(
        _ role: TokenRole? = nil, subject: String? = nil, scopes: Set<String> = [], life: Int64 = 60
    ) throws -> String {
        let claims = try TokenClaims(
            subject: subject, role: role, scopes: scopes, expiresAt: Self.now + life)
        return try #require(settings.auth?.signer?.sign(claims, now: Self.now))
    }

    func pass(_ seconds: Int64) { passedSeconds.withLock { $0 += seconds } }

    /// From now on there is no database.
    func closeDatabase() async { await office.close() }

    func get(_ path: String, token: String) async throws -> Reply {
        try await get(path, headers: ["Authorization: Bearer \(token)"])
    }

    func get(_ path: String, headers: [String] = []) async throws -> Reply {
        let request = CurlRequest(
            .get, "http://127.0.0.1:\(port)\(path)", headerLines: headers, timeoutMilliseconds: 50_000)
        let (client, loop) = (client, loop)
        let result: Result<CurlResponse, CurlFailure> = await withCheckedContinuation { continuation in
            loop.spawn {
                do throws(CurlFailure) {
                    continuation.resume(returning: .success(try await client.send(request)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try Reply(try result.get())
    }
}

// Tests of the limits on requests that all processes of a database share.
import Basics
import PaymentRules
import Reactor
import Store
import TestSupport
import Testing

@Suite("rate buckets", .serialized, .timeLimit(.minutes(5)))
struct RateBucketsTests {
    private static let now: Int64 = 1_700_000_000_000
    private static let five = RateLimit(5, per: .minute)!
    private static let two = RateLimit(2, per: .hour)!
    private static let ada = RateClaim(.requests, of: "ada", limit: five)
    private static let adasCards = RateClaim(.cards, of: "ada", limit: two)

    private static func withBuckets(
        _ engine: Engine, _ test: @escaping @Sendable (any Database) async throws -> Void
    ) async throws {
        try await withDatabase(engine) { database in
            _ = try await Migrator(clock: WallClock { now }).migrate(database)
            try await test(database)
        }
    }

    private static func take(
        _ claims: [RateClaim], from database: any Database, at now: Int64 = now
    ) async throws -> RateRefusal? {
        try await database.transaction { try await $0.take(claims, nowMilliseconds: now) }
    }

    /// - Returns: how many of so many that ask at once were let through.
    private static func rush(
        _ count: Int, _ claims: [RateClaim], on database: any Database
    ) async throws -> Int {
        try await withThrowingTaskGroup { group in
            for index in 0..<count {
                let order = index.isMultiple(of: 2) ? claims : claims.reversed()
                group.addTask { try await take(order, from: database) == nil }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }

    private static func names(in database: any Database) async throws -> [String] {
        try await database.read { tx in
            try await tx.run("SELECT name FROM rate_buckets ORDER BY name").rows.map { try $0.text("name") }
        }
    }

    @Test("one is taken from each, or from none when one of them is empty", arguments: Engine.available)
    func allOrNone(engine: Engine) async throws {
        try await Self.withBuckets(engine) { database in
            let both = [Self.ada, Self.adasCards]
            for _ in 0..<2 { #expect(try await Self.take(both, from: database) == nil) }
            for _ in 0..<4 {
                let refusal = try await Self.take(both, from: database)
                #expect(refusal == RateRefusal(.cards, retryAfterSeconds: 1800))
            }
            for _ in 0..<3 { #expect(try await Self.take([Self.ada], from: database) == nil) }
            let refusal = try await Self.take([Self.ada], from: database)
            #expect(refusal == RateRefusal(.requests, retryAfterSeconds: 12))
            // The longest wait is told, wherever it stands: after it the others have one too.
            let daily = RateClaim(.requestsOfAddress, of: "ada", limit: RateLimit(1, per: .day)!)
            #expect(try await Self.take([daily], from: database) == nil)
            for claims in [both, both.reversed()] {
                let longest = try await (
                    Self.take(claims, from: database), Self.take(claims + [daily], from: database)
                )
                #expect(longest.0 == RateRefusal(.cards, retryAfterSeconds: 1800))
                #expect(longest.1 == RateRefusal(.requestsOfAddress, retryAfterSeconds: 86_400))
            }
            #expect(try await Self.take(both, from: database, at: Self.now + 1_800_000) == nil)
        }
    }

    @Test("everybody has a bucket of their own, of each kind", arguments: Engine.available)
    func ownBuckets(engine: Engine) async throws {
        try await Self.withBuckets(engine) { database in
            for _ in 0..<5 { _ = try await Self.take([Self.ada], from: database) }
            let bob = RateClaim(.requests, of: "bob", limit: Self.five)
            let address = RateClaim(.requestsOfAddress, of: "ada", limit: Self.five)
            for _ in 0..<5 {
                let refusal = try await Self.take([bob, address], from: database)
                #expect(refusal == nil)
            }
            let adas = try await Self.take([Self.ada], from: database)
            #expect(adas == RateRefusal(.requests, retryAfterSeconds: 12))
        }
    }

    @Test("of a hundred at once as many pass as the bucket holds", arguments: Engine.available)
    func rush(engine: Engine) async throws {
        try await Self.withBuckets(engine) { database in
            let address = RateClaim(.requestsOfAddress, of: "203.0.113.9", limit: RateLimit(30, per: .hour)!)
            let user = RateClaim(.requests, of: "ada", limit: RateLimit(50, per: .hour)!)
            let passed = try await (
                Self.rush(100, [address, user], on: database), Self.rush(100, [user], on: database)
            )
            #expect(passed == (30, 20))
        }
    }

    @Test("two servers of one database share the buckets", .enabled(if: Engine.postgresURL != nil))
    func twoServers() async throws {
        try await withPostgres { database, settings in
            _ = try await Migrator(clock: WallClock { Self.now }).migrate(database)
            let claims = [RateClaim(.cards, of: "ada", limit: RateLimit(30, per: .hour)!)]
            let other = try EventLoop()
            try other.start()
            defer { other.stop() }
            async let theirs = withTaskExecutorPreference(other) {
                let database = PostgresDatabase(settings, on: other)
                let passed = try await Self.rush(50, claims, on: database)
                await database.close()
                return passed
            }
            let ours = try await Self.rush(50, claims, on: database)
            #expect(try await theirs + ours == 30)
        }
    }

    @Test("what was used up outlives the process")
    func restart() async throws {
        try await withTemporaryFolder { folder in
            for passes in [true, false] {
                let house = try DatabaseHouse(.folder(folder))
                try await onLoop { loop in
                    let database = house.database(on: loop)
                    _ = try await Migrator(clock: WallClock { Self.now }).migrate(database)
                    for _ in 0..<2 {
                        #expect(try await (Self.take([Self.adasCards], from: database) == nil) == passes)
                    }
                }
                await house.close()
            }
        }
    }

    @Test("a clock that was far ahead keeps nobody out", arguments: Engine.available)
    func wrongClock(engine: Engine) async throws {
        try await Self.withBuckets(engine) { database in
            let year: Int64 = 365 * 86_400_000
            #expect(try await Self.take([Self.adasCards], from: database, at: Self.now + year) == nil)
            let refusal = try await Self.take([Self.adasCards], from: database)
            #expect(refusal?.retryAfterSeconds == 1800)
            #expect(try await Self.take([Self.adasCards], from: database, at: Self.now + 1_800_000) == nil)
        }
    }

    @Test("those that are full again are dropped, so many at a time", arguments: Engine.available)
    func dropped(engine: Engine) async throws {
        try await Self.withBuckets(engine) { database in
            let others = (0..<5).map { RateClaim(.requests, of: "\($0)", limit: Self.five) }
            for claim in others + [Self.adasCards] { _ = try await Self.take([claim], from: database) }
            @Sendable func drop(at now: Int64, limit: Int64) async throws -> (count: Int, isMore: Bool) {
                try await database.transaction { tx in
                    try await (
                        tx.dropFullBuckets(nowMilliseconds: now, limit: limit),
                        tx.hasFullBucket(nowMilliseconds: now)
                    )
                }
            }
            #expect(try await drop(at: Self.now + 11_999, limit: 100) == (0, false))
            #expect(try await drop(at: Self.now + 12_000, limit: 3) == (3, true))
            #expect(try await drop(at: Self.now + 12_000, limit: 100) == (2, false))
            #expect(try await Self.names(in: database) == ["cards:ada"])
        }
    }

    @Test(
        "one that somebody takes from while it is being dropped stays",
        .enabled(if: Engine.postgresURL != nil))
    func takenMeanwhile() async throws {
        try await Self.withBuckets(.postgres) { database in
            #expect(try await Self.take([Self.ada], from: database) == nil)
            let later = Self.now + 60_000
            let (taken, gate, asked) = (Gate(), Gate(), Gate())
            let pids = Record<Int64>()
            async let refusal = database.transaction { tx in
                let refusal = try await tx.take([Self.ada], nowMilliseconds: later)
                taken.open()
                await gate.wait()
                return refusal
            }
            await taken.wait()
            async let dropped = database.transaction { tx in
                pids.add(try await Session.backend(tx))
                asked.open()
                return try await tx.dropFullBuckets(nowMilliseconds: later, limit: 100)
            }
            await asked.wait()
            try await Session.waitUntilBlocked(pids.entries[0], by: database)
            gate.open()
            let outcome = try await (refusal, dropped)
            #expect(outcome == (nil, 0))
            #expect(try await Self.names(in: database) == ["requests:ada"])
        }
    }
}

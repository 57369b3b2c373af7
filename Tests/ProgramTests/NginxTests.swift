// Two servers on one PostgreSQL behind nginx, by the worked example of deploy/: what callers see of one that goes.
import Basics
import Foundation
import TestSupport
import Testing

@Suite(
    "Two servers behind nginx", .timeLimit(.minutes(5)), .serialized,
    .enabled(
        if: SharedDatabase.server != nil && Nginx.command != nil && TestAuthority.command != nil,
        "it wants nginx, openssl and a PostgreSQL"))
struct NginxTests {
    private struct House {
        let shop: Shop
        let servers: [ShopServer]
        /// nginx, called like a server.
        let front: ShopServer
        let nginx: Nginx

        /// A POST that could not be sent is logged with the port of the one that is not there.
        func hasAnswered(_ server: ShopServer, after count: Int) -> Bool {
            nginx.log.split(separator: "\n").dropFirst(count).contains {
                $0.hasSuffix(":\(server.port)") && !$0.contains(" 502 ")
            }
        }

        var requestsCount: Int { nginx.log.split(separator: "\n").count }
    }

    private func withHouse(_ test: (House) async throws -> Void) async throws {
        let authority = try await TestAuthority(for: "IP:127.0.0.1")
        let port = try HeldPort(blocks: false)
        let base = "https://127.0.0.1:\(port.number)"
        try await SharedDatabase.open { database in
            let settings = ["DATABASE_URL": database.url, "DOMAIN": base]
            try await Shop.open(believing: authority.certificate, settings) { shop in
                let servers = [try await shop.serve(at: BoundPort()), try await shop.serve(at: BoundPort())]
                try await Nginx.open(before: servers.map(\.port), at: port, authority) { nginx, program in
                    let front = shop.front(program, at: base)
                    let house = House(shop: shop, servers: servers, front: front, nginx: nginx)
                    do {
                        try await test(house)
                    } catch {
                        Issue.record("\(error) \(nginx.errorLog.suffix(3000)) \(nginx.log.suffix(3000))")
                    }
                }
            }
        }
    }

    @Test("by https both are asked, and nginx' id of a request stands in the log of the server that had it")
    func both() async throws {
        try await withHouse { house in
            for _ in 0..<10 {
                let answer = try await house.front.get("/bookings")
                #expect(answer.status == 200)
            }
            let haveBothAnswered = try await eventually {
                house.servers.allSatisfy { house.hasAnswered($0, after: 0) }
            }
            #expect(haveBothAnswered, "\(house.nginx.log)")
            for line in house.nginx.log.split(separator: "\n") {
                let id = try #require(line.firstMatch(of: #/[0-9a-f]{32}/#)).output
                let server = try #require(house.servers.first { line.hasSuffix(":\($0.port)") })
                let isLogged = try await eventually {
                    server.program.errorLog.contains("\"request_id\":\"\(id)\"")
                }
                #expect(isLogged, "\(line)")
            }
        }
    }

    @Test(
        "while one after the other is replaced no GET fails, and each hold that was asked for is there once")
    func replaced() async throws {
        try await withHouse { house in
            let student = try await house.front.addStudent()
            let instructors = [
                try await house.front.addInstructor(), try await house.front.addInstructor("Otto"),
            ]
            let isOver = Lock(false)
            let failures = Lock<[String]>([])
            let held = Lock<Set<String>>([])
            try await withThrowingTaskGroup { group in
                for _ in 0..<3 {
                    group.addTask {
                        while !isOver.withLock({ $0 }) {
                            let answer = try await house.front.get("/bookings?limit=1")
                            if answer.status != 200 { failures.withLock { $0.append("\(answer.status)") } }
                        }
                    }
                }
                for instructor in instructors {
                    group.addTask {
                        for hour in 0..<40 where !isOver.withLock({ $0 }) {
                            let lesson = Lesson(student: student, instructor: instructor, hour: Int64(hour))
                            let intent = try await Self.insist(
                                house.front, lesson, key: "\(instructor)-\(hour)")
                            held.withLock { _ = $0.insert(intent) }
                        }
                    }
                }
                group.addTask {
                    defer { isOver.withLock { $0 = true } }
                    for server in house.servers {
                        await server.stop()
                        let count = house.requestsCount
                        _ = try await eventually { house.requestsCount > count + 20 }
                        _ = try await house.shop.serve(at: server.boundPort)
                        // nginx leaves it alone for a while yet.
                        let before = house.requestsCount
                        let isBack = try await eventually { house.hasAnswered(server, after: before) }
                        #expect(
                            isBack, "\(house.nginx.errorLog.suffix(3000)) \(house.nginx.log.suffix(1000))")
                    }
                }
                try await group.waitForAll()
            }
            #expect(failures.withLock { $0 } == [])
            let all = held.withLock { $0 }
            #expect(!all.isEmpty)
            #expect(try await house.shop.ownIntents() == all)
            #expect(try await house.front.knownIntents() == all)
        }
    }

    /// As a good caller does: a POST that nginx may not send a second time is sent again with its key.
    private static func insist(_ front: ShopServer, _ lesson: Lesson, key: String) async throws -> String {
        var answer = try await front.post("/bookings", lesson.json, key: key)
        for _ in 0..<50 where [502, 504].contains(answer.status) || answer.code == "idempotency_key_in_use" {
            answer = try await front.post("/bookings", lesson.json, key: key)
        }
        return try #require(answer.intent, "\(answer.status) \(answer.text)")
    }
}

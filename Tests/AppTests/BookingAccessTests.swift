// Who sees and does what with bookings; their lists, and callers' keys.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Access to bookings", .timeLimit(.minutes(5)), .serialized)
struct BookingAccessTests {
    @Test("another's booking reads like one that there is not")
    func others() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            for stranger in [Desk.Person.student("eve"), .instructor("eve")] {
                var routes = ["/bookings/ID", "/bookings/ID/events", "/payments/ID/explain"]
                for path in routes {
                    try await expectSame(path, booking) { try await desk.get($0, as: stranger) }
                }
                routes = ["/bookings/ID/cancel", "/bookings/ID/quotes"]
                for path in routes {
                    try await expectSame(path, booking) { try await desk.post($0, as: stranger) }
                }
                let list = try await desk.get("/bookings", as: stranger)
                #expect(list.text == #"{"bookings":[],"has_more":false,"next_cursor":null}"#)
            }
            #expect(try await desk.get("/bookings/\(booking)", as: .ada).status == 200)
            #expect(try await desk.get("/bookings/\(booking)", as: .grace).status == 200)
            #expect(try await desk.get("/bookings/\(booking)", as: .service).status == 200)
            #expect(try await desk.stripe(booking)["status"]?.string == "requires_capture")
        }
    }

    /// The answers about the booking and about none are the same but for the request's name.
    private func expectSame(
        _ path: String, _ booking: Int64, _ ask: (String) async throws -> Reply
    ) async throws {
        func normal(_ reply: Reply) -> String {
            reply.text.replacing(reply.json["request_id"]?.string ?? "-", with: "ID")
        }
        let real = try await ask(path.replacing("ID", with: "\(booking)"))
        let none = try await ask(path.replacing("ID", with: "999"))
        #expect(real.status == 404, "\(path): \(real.text)")
        #expect(normal(real) == normal(none))
    }

    @Test("a path that names no booking is 404, whatever it says instead of a number")
    func noNumber() async throws {
        try await Desk.open { desk in
            _ = try await desk.held()
            for id in ["0", "-1", "01", "+1", "1.0", "one", "9223372036854775808", "%20"] {
                let reply = try await desk.get("/bookings/\(id)")
                #expect(reply.status == 404, "\(id)")
                #expect(reply.problem == "not_found")
            }
        }
    }

    @Test("students book for themselves alone, and teach nothing")
    func roles() async throws {
        try await Desk.open { desk in
            let own = try await desk.book(["student_id": nil], as: .ada)
            #expect(own.status == 201, "\(own.text)")
            #expect(own.booking?["student_id"]?.integer == desk.student)
            let other = try await desk.book(inHours: 30, as: .student("eve"))
            #expect(other.status == 400)
            #expect(other.json["field"]?.string == "student_id")
            for verb in ["capture-payment", "complete", "no-show"] {
                #expect(try await desk.act(verb, own.bookingID, as: .ada).status == 403, "\(verb)")
            }
            #expect(try await desk.book(inHours: 30, as: .grace).status == 403)
            #expect(try await desk.post("/students", as: .ada).status == 403)
            #expect(try await desk.post("/instructors", as: .service).status == 403)
            let foreign = try await desk.act("cancel", own.bookingID, #"{"by":"instructor"}"#, as: .ada)
            #expect(foreign.status == 400)
            #expect(foreign.json["field"]?.string == "by")
            let bare = try await desk.shop.get("/bookings")
            #expect(bare.status == 401)
            #expect(bare.isProblem)
        }
    }

    @Test("outside the sandbox a subject that nobody goes by is told how to become somebody")
    func unknownSubject() async throws {
        let settings = SettingsTests.keys.merging(["AUTH_JWT_SECRET": "a secret of the tests, long enough"]) {
            $1
        }
        try await Desk.open(settings) { desk in
            #expect(try await desk.get("/bookings", as: .ada).status == 200)
            for (person, path) in [
                (Desk.Person.student("eve"), "/students"), (.instructor("eve"), "/instructors"),
            ] {
                let reply = try await desk.get("/bookings", as: person)
                #expect(reply.status == 403, "\(reply.text)")
                #expect(reply.problem == "subject_unknown")
                #expect(reply.detail?.contains("POST \(path)") == true)
            }
        }
    }

    @Test("who signs in to the sandbox for the first time is somebody at once, ten requests at a time too")
    func firstUse() async throws {
        try await Desk.open { desk in
            let replies = try await withThrowingTaskGroup(of: Reply.self) { group in
                for _ in 0..<10 { group.addTask { try await desk.get("/bookings", as: .student("new")) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies.allSatisfy { $0.status == 200 })
            let changes: [String: String?] = ["student_id": nil, "payment_method": #""pm_card_visa""#]
            let booked = try await desk.book(changes, as: .student("new"))
            #expect(booked.paymentStatus == "authorized", "\(booked.text)")
        }
    }

    @Test("forty-five bookings are three pages, each with the way to the next, and none twice")
    func pages() async throws {
        try await Desk.open { desk in
            for hours in 0..<45 { _ = try await desk.book(inHours: 2000 + Int64(hours) * 2) }
            var path: String? = "/bookings?status=scheduled&from=\(desk.now)&student_id=1"
            var (seen, sizes) = ([Int64](), [Int]())
            while let next = path {
                let reply = try await desk.get(next)
                let page = reply.json["bookings"]?.elements ?? []
                seen += page.compactMap { $0["id"]?.integer }
                sizes.append(page.count)
                path = reply.header("Link").flatMap { $0.split(separator: ">").first }.map {
                    String($0.dropFirst())
                }
                #expect((path != nil) == (reply.json["has_more"]?.bool == true))
                let cursor = reply.json["next_cursor"]?.string
                let query = "student_id=1&status=scheduled&from=\(desk.now)&limit=20&cursor=\(cursor ?? "-")"
                #expect(path.map { $0 == "/bookings?\(query)" } ?? (cursor == nil))
            }
            #expect(sizes == [20, 20, 5])
            #expect(seen == Array((1...45).reversed()))
        }
    }

    @Test("a list can be narrowed down by people, states and times")
    func filters() async throws {
        try await Desk.open { desk in
            let (one, two) = (try await desk.held(), try await desk.held(inHours: 30))
            _ = try await desk.act("complete", one)
            let start = CivilTime.rfc3339(desk.now + 30 * 3600)
            let cases: [(String, [Int64])] = [
                ("", [two, one]), ("status=completed", [one]), ("payment_status=authorized", [two]),
                ("instructor_id=\(desk.instructor)", [two, one]), ("instructor_id=99", []),
                ("from=\(start)", [two]), ("to=\(start)", [one]), ("limit=1", [two]),
            ]
            for (query, wanted) in cases {
                let reply = try await desk.get("/bookings?\(query)")
                #expect(
                    reply.json["bookings"]?.elements.compactMap { $0["id"]?.integer } == wanted, "\(query)")
            }
            for query in [
                "limit=0", "limit=101", "status=gone", "from=2026-11-30", "cursor=zz", "cursor=b1-01",
                "student_id=x",
            ] {
                let reply = try await desk.get("/bookings?\(query)")
                #expect(reply.status == 400, "\(query)")
                #expect(reply.json["field"]?.string == query.split(separator: "=").first.map(String.init))
            }
        }
    }

    @Test("a student pays the instructor's rate, whatever amount they name; staff may name another")
    func studentsPrice() async throws {
        try await Desk.open { desk in
            let reply = try await desk.post(
                "/instructors",
                #"{"name":"Rita","email":"rita@example.com","time_zone":"UTC","hourly_rate":96.00}"#)
            let rita = try #require(reply.json["instructor"]?["id"]?.integer, "\(reply.text)")
            #expect(reply.json["instructor"]?["hourly_rate_cents"]?.integer == 9600)
            let mine: [String: String?] = ["instructor_id": "\(rita)"]
            let cheap = try await desk.book(inHours: 24, mine.merging(["amount": "0.50"]) { $1 }, as: .ada)
            #expect(cheap.status == 400 && cheap.problem == "price_differs", "\(cheap.text)")
            #expect(cheap.json["field"]?.string == "amount")
            #expect(cheap.detail?.contains("$96.00") == true)
            let bundle = ["is_package": "true", "lessons_count": "5", "amount": "1.00"]
            let package = try await desk.book(inHours: 24, mine.merging(bundle) { $1 }, as: .ada)
            #expect(package.status == 400 && package.problem == "price_differs", "\(package.text)")
            #expect(desk.shop.stripe.calls.allSatisfy { $0.path != "/v1/payment_intents" })
            let right = try await desk.book(inHours: 24, mine, as: .ada)
            #expect(right.status == 201, "\(right.text)")
            let agreed = try await desk.book(
                inHours: 30, mine.merging(["amount": "50.00"]) { $1 }, as: .staff)
            #expect(agreed.status == 201, "\(agreed.text)")
        }
    }
}

// A shop with an instructor and a student with a good card, and somebody at the desk with everyone's tokens.
import App
import Basics
import CurlClient
import StripeStub
import Testing
import Tokens

struct Desk: Sendable {
    /// Whose token a request carries.
    enum Person: Sendable {
        case staff
        case service
        case student(String)
        case instructor(String)

        static let ada = Person.student("ada")
        static let grace = Person.instructor("grace")
    }

    let shop: Shop
    /// The shop's clock stands still, unless a test moves it.
    let clock: Lock<Int64>
    private let signer: TokenSigner
    private(set) var student: Int64 = 0
    private(set) var instructor: Int64 = 0

    var now: Int64 { clock.withLock { $0 } }

    /// - Parameter customer: at Stripe, who is the student Ada.
    static func open(
        customer: String = Shop.good, _ settings: [String: String] = [:], _ test: (Desk) async throws -> Void
    ) async throws {
        let clock = Lock(WallClock.system.nowSeconds)
        let secret = settings["AUTH_JWT_SECRET"] ?? AuthSettings.sandboxSecret
        try await Shop.open(settings, clock: WallClock { clock.withLock { $0 } * 1000 }) { shop in
            var desk = Desk(shop: shop, clock: clock, signer: TokenSigner(secret: Secret(secret)))
            let student = try await desk.post(
                "/students",
                """
                {"name":"Ada","email":"ada@example.com","time_zone":"Europe/Berlin","subject":"ada",\
                "customer_id":"\(customer)"}
                """)
            let instructor = try await desk.post(
                "/instructors",
                #"{"name":"Grace","email":"grace@example.com","time_zone":"America/New_York","subject":"grace"}"#
            )
            desk.student = try #require(student.json["student"]?["id"]?.integer, "\(student.text)")
            desk.instructor = try #require(
                instructor.json["instructor"]?["id"]?.integer, "\(instructor.text)")
            try await test(desk)
        }
    }

    private func authorization(_ person: Person) throws -> String {
        try person.authorization(signer, now: now)
    }

    func post(
        _ path: String, _ json: String = "{}", as person: Person = .staff, key: String? = nil
    ) async throws -> Reply {
        let keyHeader = key.map { ["Idempotency-Key: \($0)"] } ?? []
        return try await shop.post(path, json: json, headers: [try authorization(person)] + keyHeader)
    }

    func post(_ path: String, form: String, as person: Person = .staff) async throws -> Reply {
        try await shop.post(path, form: form, headers: [try authorization(person)])
    }

    func get(_ path: String, as person: Person = .staff) async throws -> Reply {
        try await shop.get(path, headers: [try authorization(person)])
    }
}

extension Desk.Person {
    /// The line of a request that carries their token.
    func authorization(_ signer: TokenSigner, now: Int64) throws -> String {
        let (role, subject): (TokenRole, String?) =
            switch self {
            case .staff: (.staff, nil)
            case .service: (.service, "shop-window")
            case .student(let subject): (.student, subject)
            case .instructor(let subject): (.instructor, subject)
            }
        let claims = try TokenClaims(subject: subject, role: role, expiresAt: now + 3600)
        return "Authorization: Bearer \(try #require(signer.sign(claims, now: now)))"
    }
}

// MARK: Lessons

extension Desk {
    /// A good body with `changes` made to it: a member's JSON, or nil to leave the member out.
    ///
    /// - Parameter hours: until it begins; it takes one.
    func lesson(inHours hours: Int64 = 24, _ changes: [String: String?] = [:]) -> String {
        var members: [String: String?] = [
            "student_id": "\(student)", "instructor_id": "\(instructor)", "amount": "96.00",
            "starts_at": "\(now + hours * 3600)", "ends_at": "\(now + (hours + 1) * 3600)",
        ]
        members.merge(changes) { $1 }
        let written = members.compactMap { name, json in json.map { "\"\(name)\":\($0)" } }.sorted()
        return "{\(written.joined(separator: ","))}"
    }

    func book(
        inHours hours: Int64 = 24, _ changes: [String: String?] = [:], as person: Person = .staff,
        key: String? = nil
    ) async throws -> Reply {
        try await post("/bookings", lesson(inHours: hours, changes), as: person, key: key)
    }

    /// The id of a booking whose hold stands.
    func held(inHours hours: Int64 = 24, _ changes: [String: String?] = [:]) async throws -> Int64 {
        let reply = try await book(inHours: hours, changes)
        #expect(reply.booking?["payment_status"]?.string == "authorized", "\(reply.text)")
        return reply.bookingID
    }

    func act(
        _ verb: String, _ booking: Int64, _ json: String = "{}", as person: Person = .staff,
        key: String? = nil
    ) async throws -> Reply {
        try await post("/bookings/\(booking)/\(verb)", json, as: person, key: key)
    }

    /// What Stripe says of the booking's intent.
    func stripe(_ booking: Int64) async throws -> JSON {
        let intent = try await get("/bookings/\(booking)").booking?["stripe_intent_id"]?.string ?? "none"
        return try await shop.askStripe(.get, "/v1/payment_intents/\(intent)").json
    }
}

extension Reply {
    var booking: JSON? { json["booking"] }
    var bookingID: Int64 { booking?["id"]?.integer ?? 0 }
    var paymentStatus: String? { booking?["payment_status"]?.string }
    /// Of a problem document.
    var problem: String? { json["code"]?.string }
    var detail: String? { json["detail"]?.string }
    var isProblem: Bool { header("Content-Type") == "application/problem+json" }
}
